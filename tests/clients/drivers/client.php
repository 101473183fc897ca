<?php
// SPDX-License-Identifier: MIT
// client.php NAME: a line of JSON in, a request made; a line of JSON out, how it ended. As
// python_clients.py says.
const CONTENT = '{"text": "as it is in RAM"}';

function with_curl($ask) {
  $curl = curl_init($ask['url']);
  $fields = [];
  foreach ($ask['fields'] as $name => $value) $fields[] = "$name: $value";
  curl_setopt_array($curl, [CURLOPT_FOLLOWLOCATION => true, CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => $fields, CURLOPT_TIMEOUT => 10]);
  if ($ask['method'] === 'HEAD') curl_setopt($curl, CURLOPT_NOBODY, true);
  elseif ($ask['method'] === 'POST') curl_setopt($curl, CURLOPT_POST, true);
  elseif ($ask['method'] !== 'GET') curl_setopt($curl, CURLOPT_CUSTOMREQUEST, $ask['method']);
  if ($ask['content'] === 'memory') curl_setopt($curl, CURLOPT_POSTFIELDS, CONTENT);
  if (curl_exec($curl) === false) throw new Exception(curl_error($curl));
  return curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
}

function with_streams($ask) {
  $fields = '';
  foreach ($ask['fields'] as $name => $value) $fields .= "$name: $value\r\n";
  $http = ['method' => $ask['method'], 'header' => $fields, 'ignore_errors' => true,
    'timeout' => 10];
  if ($ask['content'] === 'memory') $http['content'] = CONTENT;
  $read = @file_get_contents($ask['url'], false, stream_context_create(['http' => $http]));
  if ($read === false) throw new Exception(error_get_last()['message'] ?? 'failed');
  $lines = preg_grep('#^HTTP/#', $http_response_header);
  return (int)explode(' ', end($lines))[1];
}

function with_guzzle($ask, $strict) {
  require_once 'GuzzleHttp/autoload.php';
  require_once 'GuzzleHttp/Psr7/autoload.php';
  $options = ['headers' => $ask['fields'], 'http_errors' => false, 'timeout' => 10];
  if ($strict) $options['allow_redirects'] = ['strict' => true];
  if ($ask['content'] === 'memory') $options['body'] = CONTENT;
  if ($ask['content'] === 'stream') {
    $options['body'] = new GuzzleHttp\Psr7\NoSeekStream(GuzzleHttp\Psr7\Utils::streamFor(CONTENT));
  }
  return (new GuzzleHttp\Client())->request($ask['method'], $ask['url'], $options)->getStatusCode();
}

function with_symfony($ask, $client) {
  require_once 'Symfony/Component/HttpClient/autoload.php';
  $options = ['headers' => $ask['fields'], 'timeout' => 10];
  if ($ask['content'] === 'memory') $options['body'] = CONTENT;
  return (new $client())->request($ask['method'], $ask['url'], $options)->getStatusCode();
}

function send($name, $ask) {
  if ($ask['content'] === 'stream' && !str_starts_with($name, 'guzzle')) {
    throw new Exception('not sent');
  }
  switch ($name) {
    case 'php-streams': return with_streams($ask);
    case 'guzzle': return with_guzzle($ask, false);
    case 'guzzle-strict': return with_guzzle($ask, true);
    case 'symfony-curl': return with_symfony($ask, 'Symfony\Component\HttpClient\CurlHttpClient');
    case 'symfony-native': return with_symfony($ask, 'Symfony\Component\HttpClient\NativeHttpClient');
    default: return with_curl($ask);
  }
}

while (($line = fgets(STDIN)) !== false) {
  $ask = json_decode($line, true);
  try {
    echo json_encode(['status' => send($argv[1], $ask)]), "\n";
  } catch (Throwable $error) {
    echo json_encode(['error' => substr($error->getMessage(), 0, 200)],
      JSON_INVALID_UTF8_SUBSTITUTE), "\n";
  }
}
