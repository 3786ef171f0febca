#!/usr/bin/perl
# svg: a screen as tmux captures it, with colors, becomes an SVG. cast COLUMNS ROWS: what a program writes becomes an
# asciicast (version 2).
use strict;
use warnings;
use utf8;
use Time::HiRes qw(time);

my $what = shift // '';
if ($what eq 'cast') {
    my ($columns, $rows) = @ARGV;
    $| = 1;
    my $start = time;
    print qq({"version":2,"width":$columns,"height":$rows,"title":"facetop watch demo"}\n);
    my $left = '';
    while (sysread STDIN, my $bytes, 1 << 16) {
        $bytes = $left . $bytes;
        # A character that is not whole yet comes with the rest of it.
        $left = $bytes =~ s/((?:[\xC0-\xDF]|[\xE0-\xEF][\x80-\xBF]?|[\xF0-\xF7][\x80-\xBF]{0,2}))\z// ? $1 : '';
        $bytes =~ s/([\x00-\x1F"\\\x7F])/sprintf '\\u%04x', ord $1/ge;
        printf qq([%.3f,"o","%s"]\n), time - $start, $bytes;
    }
    exit;
}
die "use: pictures.pl svg | cast COLUMNS ROWS\n" unless $what eq 'svg';

binmode STDIN, ':utf8';
binmode STDOUT, ':utf8';
my ($width, $height, $size) = (8, 16, 13);
my @basic = qw(000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff);

sub palette {
    my $number = shift;
    return $basic[$number] if $number < 16;
    return sprintf '%02x' x 3, (8 + 10 * ($number - 232)) x 3 if $number >= 232;
    return join '', map { sprintf '%02x', $_ ? 55 + 40 * $_ : 0 }
        int(($number - 16) / 36), int(($number - 16) / 6) % 6, ($number - 16) % 6;
}

my (@rectangles, @texts);
my ($row, $columns) = (0, 0);
my ($ink, $ground, $bold) = ('d0d0d0', '101010', 0);
while (my $line = <STDIN>) {
    chomp $line;
    my $column = 0;
    while ($line =~ /\G(?:\e\[([\d;]*)m|(.))/g) {
        if (defined $1) {
            my @codes = split /;/, length $1 ? $1 : '0';
            while (defined(my $code = shift @codes)) {
                if ($code == 0) { ($ink, $ground, $bold) = ('d0d0d0', '101010', 0) }
                elsif ($code == 1) { $bold = 1 }
                elsif ($code == 38 || $code == 48) {
                    my $color = shift(@codes) == 2 ? sprintf('%02x' x 3, splice @codes, 0, 3) : palette(shift @codes);
                    $code == 38 ? ($ink = $color) : ($ground = $color);
                }
                elsif ($code == 39) { $ink = 'd0d0d0' }
                elsif ($code == 49) { $ground = '101010' }
                elsif ($code >= 30 && $code < 38) { $ink = palette($code - 30) }
                elsif ($code >= 40 && $code < 48) { $ground = palette($code - 40) }
            }
            next;
        }
        my $character = $2;
        my ($top, $bottom) =
            $character eq '▀' ? ($ink, $ground) : $character eq '▄' ? ($ground, $ink) : ($ground, $ground);
        for my $half (0, 1) {
            my $color = $half ? $bottom : $top;
            my $last = $rectangles[2 * $row + $half][-1];
            # Neighbors of one color are one rectangle.
            if ($last && $last->[2] eq $color) { $last->[1]++ }
            else { push @{$rectangles[2 * $row + $half]}, [$column, 1, $color] }
        }
        if ($character =~ /[^ ▀▄]/) {
            $character =~ s/&/&amp;/; $character =~ s/</&lt;/;
            push @texts, sprintf '<text x="%d" y="%d" fill="#%s"%s>%s</text>', $column * $width,
                $row * $height + $size, $ink, $bold ? ' font-weight="bold"' : '', $character;
        }
        $column++;
    }
    $columns = $column if $column > $columns;
    $row++;
}
printf qq(<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="monospace" font-size="%d">\n),
    $columns * $width, $row * $height, $size;
print qq(<rect width="100%" height="100%" fill="#101010"/>\n<g shape-rendering="crispEdges">\n);
for my $half (0 .. $#rectangles) {
    for my $part (@{$rectangles[$half] // []}) {
        my ($column, $count, $color) = @$part;
        next if $color eq '101010';
        printf qq(<path fill="#%s" d="M%d %dh%dv%dh-%dz"/>\n), $color, $column * $width, $half * $height / 2,
            $count * $width, $height / 2, $count * $width;
    }
}
print "</g>\n", join("\n", @texts), "\n</svg>\n";
