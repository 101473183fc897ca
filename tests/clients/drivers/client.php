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

while (($line = fgets(STDIN)) !== false) {
  $ask = json_decode($line, true);
  try {
    if ($ask['content'] === 'stream') throw new Exception('not sent');
    $status = $argv[1] === 'php-streams' ? with_streams($ask) : with_curl($ask);
    echo json_encode(['status' => $status]), "\n";
  } catch (Throwable $error) {
    echo json_encode(['error' => substr($error->getMessage(), 0, 200)],
      JSON_INVALID_UTF8_SUBSTITUTE), "\n";
  }
}
