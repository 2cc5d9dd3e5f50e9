#!/usr/bin/perl
# Answers every request with one line; needs nothing but the Perl that Debian itself is made with.
use strict;
use warnings;
use Socket;

my $port = $ENV{PORT} || 5000;
$SIG{TERM} = sub { exit 0 };
$| = 1;

socket(my $server, PF_INET, SOCK_STREAM, getprotobyname('tcp')) or die "socket: $!";
setsockopt($server, SOL_SOCKET, SO_REUSEADDR, pack('l', 1)) or die "setsockopt: $!";
bind($server, sockaddr_in($port, INADDR_ANY)) or die "bind: $!";
listen($server, SOMAXCONN) or die "listen: $!";
print "procfile listens on $port\n";

while (accept(my $client, $server)) {
    my $request = <$client> // '';
    while (defined(my $header = <$client>)) {
        last if $header =~ /^\r?\n$/;
    }
    my $body = "hello from a Procfile\n";
    print {$client} "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($body)
        . "\r\nConnection: close\r\n\r\n$body";
    close($client);
}
