#!/usr/bin/perl
# A camera on the network, as tests need it. Use: server.pl PORT MODE [FILE]
#   silent   takes connections, and says nothing
#   stall    gives the pictures of FILE (JPEGs in a row) once, and then nothing more
#   end      gives them, and hangs up; then serves again
#   401, 404 refuses
use strict;
use warnings;
use IO::Socket::INET;
my ($port, $mode, $file) = @ARGV;
$SIG{PIPE} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 5, ReuseAddr => 1)
    or die "port $port: $!";
my $film = '';
if (defined $file) { local $/; open my $in, '<:raw', $file or die "$file: $!"; $film = <$in>; }
my @held;
while (my $client = $server->accept) {
    push @held, $client if $mode eq 'silent' || $mode eq 'stall';
    next if $mode eq 'silent';
    while (my $line = <$client>) { last if $line =~ /^\r?\n$/; }
    if ($mode =~ /^\d+$/) { print $client "HTTP/1.0 $mode No\r\nContent-Length: 0\r\n\r\n"; close $client; next; }
    print $client "HTTP/1.0 200 OK\r\nContent-Type: video/x-motion-jpeg\r\n\r\n";
    # One picture after the other, as a camera gives them.
    for my $picture (split /(?=\xFF\xD8\xFF)/, $film) {
        print $client $picture or last;
        $client->flush;
        select undef, undef, undef, 0.05;
    }
    close $client if $mode eq 'end';
}
