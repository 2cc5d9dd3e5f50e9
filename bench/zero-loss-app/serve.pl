#!/usr/bin/perl
# Tells its version, echoes what comes by WebSocket, and streams downloads slowly; one process, no threads. At SIGTERM it
# ends at once, without a word to anybody.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Socket qw(IPPROTO_TCP TCP_NODELAY);

$SIG{PIPE} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };

open my $file, '<', 'VERSION' or die "VERSION: $!";
chomp(my $version = <$file>);
my $answer = "HTTP/1.1 200 OK\r\nContent-Length: " . length($version) . "\r\n\r\n$version";

# A download is PIECES pieces, one each tenth of a second; every byte is known by its place.
my $piece = join '', map { chr($_ % 251) } 0 .. 251 * 32 - 1;

my $server = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 512, ReuseAddr => 1) or die "listen: $!";
$server->blocking(0);
my $clients = IO::Select->new($server);
my (%unread, %websocket, %download);

# Seconds since some moment, in hundredths (times(2)).
sub now { return (POSIX::times())[0] / 100 }

sub leave {
    my $client = shift;
    delete $unread{$client};
    delete $websocket{$client};
    delete $download{$client};
    $clients->remove($client);
    close $client;
}

sub say_all { # what is sent is small, but a full buffer must not cut it
    my ($client, $bytes) = @_;
    while (length $bytes) {
        my $sent = syswrite $client, $bytes;
        if (defined $sent) {
            substr($bytes, 0, $sent) = '';
        } elsif ($!{EAGAIN}) {
            IO::Select->new($client)->can_write(1);
        } else {
            return;
        }
    }
}

sub echo { # frames of less than 126 bytes, masked with zeroes
    my $client = shift;
    while (length $unread{$client} >= 6) {
        my ($first, $second) = unpack 'CC', $unread{$client};
        my $length = $second & 0x7f;
        return if length $unread{$client} < 6 + $length;
        my $payload = substr $unread{$client}, 6, $length;
        substr($unread{$client}, 0, 6 + $length) = '';
        say_all($client, pack('CC', $first, $length) . $payload);
        return leave($client) if ($first & 0x0f) == 8;
    }
}

sub serve {
    my $client = shift;
    while (exists $unread{$client} && $unread{$client} =~ s/\A(\S+) (\S+) .*?\r\n\r\n//s) {
        my $path = $2;
        if ($path eq '/ws') {
            say_all($client, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            $websocket{$client} = 1;
            return echo($client);
        } elsif ($path =~ m{^/download/(\d+)$}) {
            my $length = $1 * length $piece;
            say_all($client, "HTTP/1.1 200 OK\r\nContent-Length: $length\r\n\r\n");
            $download{$client} = [$client, $1, now()];
        } else {
            say_all($client, $answer);
        }
    }
}

while (1) {
    for my $client ($clients->can_read(%download ? 0.02 : 5)) {
        if ($client == $server) {
            while (my $new = $server->accept) {
                $new->blocking(0);
                setsockopt $new, IPPROTO_TCP, TCP_NODELAY, 1;
                $clients->add($new);
                $unread{$new} = '';
            }
            next;
        }
        my $count = sysread $client, my $part, 8192;
        if ($count) {
            $unread{$client} .= $part;
            $websocket{$client} ? echo($client) : serve($client);
        } elsif (defined $count || !$!{EAGAIN}) {
            leave($client);
        }
    }
    my $now = now();
    for my $each (values %download) {
        my ($client, $left, $due) = @$each;
        next if $now < $due;
        if ($left == 0) {
            delete $download{$client};
            next;
        }
        say_all($client, $piece);
        $each->[1]--;
        $each->[2] += 0.1;
    }
}
