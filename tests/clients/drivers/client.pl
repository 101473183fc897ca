# SPDX-License-Identifier: MIT
# client.pl NAME: a line of JSON in, a request made; a line of JSON out, how it ended. As
# python_clients.py says.
use strict;
use warnings;
use JSON::PP;

$| = 1;
my $content = '{"text": "as it is in RAM"}';
my $name = $ARGV[0];

sub with_lwp {
  my ($ask) = @_;
  require LWP::UserAgent;
  my $agent = LWP::UserAgent->new(timeout => 10);
  push @{$agent->requests_redirectable}, qw(POST PUT DELETE PATCH OPTIONS) if $name eq 'lwp-all';
  my $request = HTTP::Request->new($ask->{method}, $ask->{url}, [%{$ask->{fields}}]);
  $request->content($content) if $ask->{content} eq 'memory';
  if ($ask->{content} eq 'stream') {
    my $left = 100;
    $request->content(sub { $left-- > 0 ? $content : '' });
  }
  my $answer = $agent->request($request);
  die $answer->status_line if ($answer->header('Client-Warning') // '') eq 'Internal response';
  return $answer->code;
}

sub with_http_tiny {
  my ($ask) = @_;
  require HTTP::Tiny;
  my %options = (headers => $ask->{fields});
  $options{content} = $content if $ask->{content} eq 'memory';
  if ($ask->{content} eq 'stream') {
    my $left = 100;
    $options{content} = sub { $left-- > 0 ? $content : undef };
  }
  my $answer = HTTP::Tiny->new(timeout => 10)->request($ask->{method}, $ask->{url}, \%options);
  die $answer->{content} if $answer->{status} == 599;
  return $answer->{status};
}

while (my $line = <STDIN>) {
  my $status = eval {
    my $ask = decode_json($line);
    $name eq 'http-tiny' ? with_http_tiny($ask) : with_lwp($ask);
  };
  my $ended = defined $status ? {status => $status + 0} : {error => "$@"};
  print encode_json($ended), "\n";
}
