# frozen_string_literal: true

# A Rack application on a server of a few lines, to do without gems.
require 'socket'

APPLICATION = lambda do |env|
  return [404, { 'content-type' => 'text/plain' }, ["There is no such page.\n"]] unless env['PATH_INFO'] == '/'

  [200, { 'content-type' => 'text/plain; charset=utf-8' }, ["hello from Ruby\n"]]
end

def answer(client)
  verb, path, = client.gets.to_s.split
  nil until ['', "\r\n", "\n"].include?(client.gets.to_s)
  status, headers, body = APPLICATION.call('REQUEST_METHOD' => verb, 'PATH_INFO' => path)
  text = body.join
  head = headers.merge('content-length' => text.bytesize, 'connection' => 'close')
  client.write("HTTP/1.1 #{status} -\r\n", head.map { |name, value| "#{name}: #{value}\r\n" }.join, "\r\n", text)
ensure
  client.close
end

port = Integer(ENV.fetch('PORT', '5000'))
server = TCPServer.new('0.0.0.0', port)
trap('TERM') { exit }
$stdout.sync = true
puts "hello listens on #{port}"
loop { Thread.new(server.accept) { |client| answer(client) } }
