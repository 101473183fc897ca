# SPDX-License-Identifier: MIT
# client.rb NAME: a line of JSON in, a request made; a line of JSON out, how it ended. As
# python_clients.py says.
require 'json'

CONTENT = '{"text": "as it is in RAM"}'
$stdout.sync = true

def with_open_uri(ask)
  require 'open-uri'
  raise 'not sent' unless ask['method'] == 'GET' && ask['content'] == 'none'
  URI.open(ask['url'], **ask['fields'].transform_keys(&:itself)) { |io| return io.status[0].to_i }
end

def with_httparty(ask)
  require 'httparty'
  raise 'not sent' if ask['content'] == 'stream'
  options = { headers: ask['fields'] }
  options[:body] = CONTENT if ask['content'] == 'memory'
  HTTParty.send(ask['method'].downcase, ask['url'], **options).code
end

def with_rest_client(ask)
  require 'rest-client'
  raise 'not sent' if ask['content'] == 'stream'
  payload = ask['content'] == 'memory' ? CONTENT : nil
  RestClient::Request.execute(method: ask['method'].downcase.to_sym, url: ask['url'],
                              headers: ask['fields'], payload: payload).code
end

def with_http_rb(ask)
  require 'http'
  raise 'not sent' if ask['content'] == 'stream'
  options = ask['content'] == 'memory' ? { body: CONTENT } : {}
  HTTP.follow(strict: true).headers(ask['fields'])
      .request(ask['method'].downcase.to_sym, ask['url'], **options).flush.code
end

CLIENTS = { 'open-uri' => :with_open_uri, 'httparty' => :with_httparty,
            'rest-client' => :with_rest_client, 'http.rb' => :with_http_rb }.freeze

$stdin.each_line do |line|
  ended = begin
    { status: send(CLIENTS.fetch(ARGV[0]), JSON.parse(line)) }
  rescue StandardError => e
    { error: "#{e.class}: #{e.message}"[0, 200].encode('UTF-8', invalid: :replace, undef: :replace) }
  end
  puts JSON.generate(ended)
end
