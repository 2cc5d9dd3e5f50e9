#!/usr/bin/perl
# Uses as much of one resource as it is told to, one order a connection, and answers what it got.
#
#   burn SECONDS PROCESSES   processor time; answers the seconds of it
#   work ROUNDS              a fixed piece of work; answers the seconds it took
#   hog                      memory until it is killed; answers the signal
#   forks                    processes until none can be made; answers how many there were in all
#   fill FILE                the disk until nothing more can be written; answers the bytes
#   make MEBIBYTES FILE      a file of that size
#   disk SECONDS FILE [KIB read|write]
#                            writes 256 MiB, or reads the file, again and again past the page cache, in blocks of that
#                            size; without a size writes 4 MiB each time; answers bytes a second
#   send SECONDS             the network, as fast as it goes
#   take                     the same the other way; answers the bytes of every tenth of a second
#   hogs SECONDS             memory until it is killed, again and again; answers how often
#   bomb SECONDS             processes that start processes; answers nothing
#   fills SECONDS FILE       the disk until it is full, again and again; answers how often
#   files SECONDS FOLDER     empty files until no more can be made, again and again; answers how many
#   sync SECONDS FILE        writes through the page cache, and syncs; answers the bytes
#   lines SECONDS            lines of output, as fast as they are taken; answers the bytes
#   packets SECONDS ADDRESS  small packets, as fast as they go; answers how many
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
    make => sub {
        my ($client, $mebibytes, $file) = @_;
        system("dd if=/dev/zero of=$file bs=1M count=$mebibytes conv=fsync 2>/dev/null") == 0 or return 'cannot write';
        return 'made';
    },
    disk => sub {
        my ($client, $seconds, $file, $size, $way) = @_;
        $size ||= 1024;
        my @dd = ($way // 'write') eq 'read'
            ? ('dd', "if=$file", 'of=/dev/null', 'iflag=direct')
            : ('dd', 'if=/dev/zero', "of=$file", 'oflag=direct', 'conv=notrunc', 'count=' . ($way ? (256 << 10) / $size : 4));
        my ($began, $total) = (now(), 0);
        # One dd goes on for as long as its file lasts: the kernel keeps nothing for whoever pauses between two.
        while ((my $left = $began + $seconds - now()) > 0.25) {
            open my $said, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', 'timeout', '-s', 'INT', $left, @dd, "bs=${size}k"
                or return "dd: $!";
            my $text = join '', <$said>;
            close $said;
            if ($text =~ /^(\d+) bytes/m) { $total += $1 }
            # One that was stopped before it began says nothing.
            elsif ($text || $left > 1) { return 'cannot run dd: ' . $text =~ tr/\n/ /r }
        }
        my $speed = $total / (now() - $began);
        unlink $file if ($way // 'write') eq 'write';
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
    hogs => sub {
        my ($client, $seconds) = @_;
        my ($end, $killed) = (now() + $seconds, 0);
        while (now() < $end) {
            my $pid = fork() // next;
            if (!$pid) { my @held; push @held, 'x' x (1 << 20) while now() < $end; exit 0 }
            waitpid $pid, 0;
            $killed++ if $? & 127;
        }
        return $killed;
    },
    bomb => sub {
        my ($client, $seconds) = @_;
        my $pid = fork() // return 'cannot fork';
        if (!$pid) { setpgrp; while (1) { fork() } }
        select undef, undef, undef, $seconds;
        for (1 .. 50) { kill 'KILL', -$pid; select undef, undef, undef, 0.01 }
        1 while waitpid(-1, 1) > 0;
        return '';
    },
    fills => sub {
        my ($client, $seconds, $file) = @_;
        my ($end, $full, $block) = (now() + $seconds, 0, 'x' x (1 << 18));
        while (now() < $end) {
            sysopen my $out, $file, O_WRONLY | O_CREAT | O_TRUNC or next;
            while (now() < $end) { syswrite $out, $block or do { $full++; last } }
            close $out;
            unlink $file;
        }
        unlink $file;
        return $full;
    },
    files => sub {
        my ($client, $seconds, $folder) = @_;
        my ($end, $made) = (now() + $seconds, 0);
        while (now() < $end) {
            mkdir $folder;
            my $here = 0;
            while (now() < $end && open my $file, '>', "$folder/$here") { $here++ }
            unlink map { "$folder/$_" } 0 .. $here;
            $made += $here;
        }
        rmdir $folder;
        return $made;
    },
    sync => sub {
        my ($client, $seconds, $file) = @_;
        my ($end, $total) = (now() + $seconds, 0);
        while (now() < $end) {
            system("dd if=/dev/zero of=$file bs=1M count=16 conv=fsync 2>/dev/null") == 0 or return 'cannot write';
            $total += 16 << 20;
        }
        unlink $file;
        return $total;
    },
    lines => sub {
        my ($client, $seconds) = @_;
        my ($end, $total, $lines) = (now() + $seconds, 0, ('x' x 99 . "\n") x 40);
        while (now() < $end) { $total += syswrite(STDOUT, $lines) // last }
        return $total;
    },
    packets => sub {
        my ($client, $seconds, $address) = @_;
        my $out = IO::Socket::INET->new(PeerAddr => $address, PeerPort => 9, Proto => 'udp') or return "socket: $!";
        my ($end, $sent) = (now() + $seconds, 0);
        while (now() < $end) { for (1 .. 100) { $sent++ if defined syswrite $out, 'x' } }
        return $sent;
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
