"""The choices. Python's own `random` promises equal sequences only within limits; this one is thirty lines."""

MASK = (1 << 64) - 1


class Random:
    """SplitMix64 (Steele, Lea, Flood 2014): small, fast enough, and the same everywhere."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        """64 bits."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, limit):
        """0 ..< limit."""
        return (self.next() * limit) >> 64

    def between(self, low, high):
        """low ... high."""
        return low + self.below(high - low + 1)

    def pick(self, items):
        return items[self.below(len(items))]

    def chance(self, percent):
        return self.below(100) < percent

    def weighted(self, pairs):
        """One of [(item, weight), …]."""
        left = self.below(sum(weight for _, weight in pairs))
        for item, weight in pairs:
            if left < weight:
                return item
            left -= weight

    def shuffle(self, items):
        """A shuffled copy (Fisher, Yates)."""
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items
