#!/usr/bin/perl
# Uses as much of one resource as it is told to, one order a connection, and answers what it got.
#
#   burn SECONDS PROCESSES   processor time; answers the seconds of it
#   work ROUNDS              a fixed piece of work; answers the seconds it took
#   hog                      memory until it is killed; answers the signal
#   forks                    processes until none can be made; answers how many there were in all
#   fill FILE                the disk until nothing more can be written; answers the bytes
#   disk SECONDS FILE        writes past the page cache; answers bytes a second
#   send SECONDS             the network, as fast as it goes
#   take                     the same the other way; answers the bytes of every tenth of a second
use strict;
use warnings;
use Fcntl;
use IO::Socket::INET;

$SIG{PIPE} = 'IGNORE';
$SIG{TERM} = sub { exit 0 };
$| = 1;

# Seconds, in hundredths: Debian's smallest Perl has no finer clock of its own.
sub now {
    open my $uptime, '<', '/proc/uptime' or die "uptime: $!";
    return (split ' ', readline $uptime)[0];
}

my $server = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die "listen: $!";
print "ready\n";

my %orders = (
    burn => sub {
        my ($client, $seconds, $processes) = @_;
        my @children;
        for (1 .. $processes) {
            my $pid = fork() // die "fork: $!";
            if (!$pid) { my $end = now() + $seconds; 1 while now() < $end; exit 0 }
            push @children, $pid;
        }
        waitpid $_, 0 for @children;
        my (undef, undef, $user, $system) = times;
        return $user + $system;
    },
    work => sub {
        my ($client, $rounds) = @_;
        my $began = now();
        my $x = 1;
        $x = ($x * 1103515245 + 12345) % 2147483648 for 1 .. $rounds;
        return now() - $began;
    },
    hog => sub {
        my $pid = fork() // die "fork: $!";
        if (!$pid) { my @held; push @held, 'x' x (1 << 20) while 1 }
        waitpid $pid, 0;
        return $? & 127;
    },
    forks => sub {
        my @children;
        while (defined(my $pid = fork())) {
            if (!$pid) { sleep 600; exit 0 }
            push @children, $pid;
        }
        my $all = grep { -d } glob '/proc/[0-9]*';
        kill 'KILL', @children;
        waitpid $_, 0 for @children;
        return $all;
    },
    fill => sub {
        my ($client, $file) = @_;
        sysopen my $out, $file, O_WRONLY | O_CREAT | O_TRUNC or return "cannot open: $!";
        my $total = 0;
        for my $size (1 << 16, 4096, 512) {
            my $block = 'x' x $size;
            while (my $n = syswrite $out, $block) { $total += $n }
        }
        close $out;
        return $total;
    },
    disk => sub {
        my ($client, $seconds, $file) = @_;
        my ($began, $total) = (now(), 0);
        while (now() - $began < $seconds) {
            system("dd if=/dev/zero of=$file bs=1M count=4 oflag=direct conv=notrunc 2>/dev/null") == 0 or return "cannot write";
            $total += 4 << 20;
        }
        my $speed = $total / (now() - $began);
        unlink $file;
        return int $speed;
    },
    send => sub {
        my ($client, $seconds) = @_;
        my ($block, $end) = ('x' x 65536, now() + $seconds);
        while (now() < $end) { defined(syswrite $client, $block) or last }
        return '';
    },
    take => sub {
        my ($client) = @_;
        my ($began, @tenths) = (now());
        while (sysread $client, my $block, 65536) { $tenths[int((now() - $began) * 10)] += length $block }
        return join ' ', map { $_ // 0 } @tenths;
    },
    remove => sub { unlink $_[1]; return 'removed' },
);

while (1) {
    my $client = $server->accept or next;
    my $pid = fork();
    if (!defined $pid) { close $client; next }
    if ($pid) { close $client; 1 while waitpid(-1, 1) > 0; next }
    close $server;
    my ($order, @arguments) = split ' ', (readline($client) // '');
    my $answer = defined $order && $orders{$order} ? $orders{$order}->($client, @arguments) : 'unknown order';
    print $client "$answer\n";
    exit 0;
}
