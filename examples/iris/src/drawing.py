"""Draws the plots as SVG text, without any library."""

from flowers import FEATURES, SPECIES

WIDTH, HEIGHT, MARGIN = 560, 360, 48
COLOURS = ["#0072b2", "#d55e00", "#009e73"]  # told apart by colour-blind readers as well
NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def inline(svg):
    """The same drawing for use inside an HTML page, which needs no namespace."""
    return svg.replace(NAMESPACE, "", 1)


def scatter(train, test, across, up):
    """Two measurements of every flower. Each species has its colour and shape; test flowers are hollow."""
    flowers = train + test
    x = Axis([flower.cm[across] for flower in flowers], MARGIN, WIDTH - 16)
    y = Axis([flower.cm[up] for flower in flowers], HEIGHT - MARGIN, 36)
    parts = frame(x, y, FEATURES[across].replace("_", " ") + " (cm)", FEATURES[up].replace("_", " ") + " (cm)")
    for flower, hollow in [(f, False) for f in train] + [(f, True) for f in test]:
        label = "row %d, %s, %.1f by %.1f cm%s" % (
            flower.row, flower.species, flower.cm[across], flower.cm[up], ", test" if hollow else "")
        parts.append(mark(SPECIES.index(flower.species), x.at(flower.cm[across]), y.at(flower.cm[up]), hollow, label))
    for number, species in enumerate(SPECIES):
        left = MARGIN + 8 + number * 104
        parts += [mark(number, left, 18, False, species), text(left + 10, 22, species, "start")]
    parts += [mark(0, MARGIN + 330, 18, True, "test"), text(MARGIN + 340, 22, "hollow: test part", "start")]
    return page("Scatter plot of %s and %s" % (FEATURES[across], FEATURES[up]), parts)


def curve(points, across, up):
    """A line through (x, y) points, y from zero."""
    x = Axis([0] + [point[0] for point in points], MARGIN, WIDTH - 16)
    y = Axis([0] + [point[1] for point in points], HEIGHT - MARGIN, 20)
    line = " ".join("%.1f,%.1f" % (x.at(a), y.at(b)) for a, b in points)
    parts = frame(x, y, across, up)
    parts.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>' % (line, COLOURS[0]))
    parts += ['<circle cx="%.1f" cy="%.1f" r="3" fill="%s"><title>%s %g: %s %.4f</title></circle>'
              % (x.at(a), y.at(b), COLOURS[0], across, a, up, b) for a, b in points]
    return page("%s by %s" % (up, across), parts)


class Axis:
    """Places values between two pixels, and says where its ticks are."""

    def __init__(self, values, first_pixel, last_pixel):
        spread = max(values) - min(values) or 1.0
        self.step = next(s for s in steps(spread) if spread / s <= 6)
        self.low = self.step * (min(values) // self.step)
        self.high = self.step * -(-max(values) // self.step)
        self.first, self.last = first_pixel, last_pixel

    def at(self, value):
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)

    def ticks(self):
        return [self.low + self.step * i for i in range(round((self.high - self.low) / self.step) + 1)]


def steps(spread):
    """Round distances between ticks: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** -6
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def frame(x, y, across, up):
    parts = []
    for value in x.ticks():
        parts.append(line(x.at(value), y.first, x.at(value), y.last))
        parts.append(text(x.at(value), y.first + 16, "%g" % round(value, 6), "middle"))
    for value in y.ticks():
        parts.append(line(x.first, y.at(value), x.last, y.at(value)))
        parts.append(text(x.first - 6, y.at(value) + 4, "%g" % round(value, 6), "end"))
    parts.append(text((x.first + x.last) / 2, HEIGHT - 10, across, "middle"))
    parts.append('<g transform="translate(14 %d) rotate(-90)">%s</g>' % (HEIGHT / 2, text(0, 0, up, "middle")))
    return parts


def mark(species, x, y, hollow, label):
    shape = [
        '<circle cx="%.1f" cy="%.1f" r="4"' % (x, y),
        '<rect x="%.1f" y="%.1f" width="7" height="7"' % (x - 3.5, y - 3.5),
        '<path d="M%.1f %.1fl4.5 8h-9z"' % (x, y - 5),
    ][species]
    colour = COLOURS[species]
    return '%s fill="%s" fill-opacity="0.75" stroke="%s"><title>%s</title></%s>' % (
        shape, "none" if hollow else colour, colour, label, shape[1:].split(" ")[0])


def line(x1, y1, x2, y2):
    return '<path d="M%.1f %.1fL%.1f %.1f" stroke="#888888" stroke-opacity="0.3"/>' % (x1, y1, x2, y2)


def text(x, y, words, anchor):
    return '<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>' % (x, y, anchor, words)


def page(title, parts):
    return '<svg%s viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12" fill="currentColor">\n' % (
        NAMESPACE, WIDTH, HEIGHT) + "<title>%s</title>\n" % title + "\n".join(parts) + "\n</svg>\n"
