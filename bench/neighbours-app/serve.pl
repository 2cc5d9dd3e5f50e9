#!/usr/bin/perl
# Answers every request at once, over connections that are kept open; one process, no threads.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Socket qw(IPPROTO_TCP TCP_NODELAY);

$SIG{PIPE} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };

my $server = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die "listen: $!";
my $clients = IO::Select->new($server);
my %unread;
my $answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

while (1) {
    for my $client ($clients->can_read) {
        if ($client == $server) {
            my $new = $server->accept or next;
            setsockopt $new, IPPROTO_TCP, TCP_NODELAY, 1;
            $clients->add($new);
            next;
        }
        if (!sysread $client, my $part, 8192) {
            delete $unread{$client};
            $clients->remove($client);
            close $client;
        } else {
            $unread{$client} .= $part;
            syswrite $client, $answer while $unread{$client} =~ s/\A.*?\r\n\r\n//s;
        }
    }
}
