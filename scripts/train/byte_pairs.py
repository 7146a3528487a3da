"""Byte-level byte-pair encoding: tokens 0..255 are bytes, token 256 + i is the pair merges[i]."""
import collections
import json
import re

# What no merge crosses: a word, number or run of signs with the space before it, or white space.
PIECE = re.compile(rb" ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")


def merge(symbols, pair, token):
    merged, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            merged.append(token)
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


def learn(texts, vocabulary):
    """The most frequent pair becomes a token, until there are `vocabulary` tokens; of equal pairs the smaller one."""
    counts = collections.Counter(piece for text in texts for piece in PIECE.findall(text))
    words = [list(piece) for piece in counts]
    weights = list(counts.values())
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for index, word in enumerate(words):
        for pair in zip(word, word[1:]):
            pairs[pair] += weights[index]
            where[pair].add(index)
    merges = []
    for token in range(256, vocabulary):
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for index in sorted(where.pop(best)):
            word = words[index]
            for pair in zip(word, word[1:]):
                pairs[pair] -= weights[index]
            words[index] = word = merge(word, best, token)
            for pair in zip(word, word[1:]):
                pairs[pair] += weights[index]
                where[pair].add(index)
        del pairs[best]
    return merges


class Encoder:
    def __init__(self, merges):
        self.rank = {tuple(pair): 256 + i for i, pair in enumerate(merges)}
        self.bytes = [bytes([i]) for i in range(256)]
        for left, right in merges:
            self.bytes.append(self.bytes[left] + self.bytes[right])
        self.known = {}

    def encode_piece(self, piece):
        symbols = list(piece)
        while len(symbols) > 1:
            pair = min(zip(symbols, symbols[1:]), key=lambda p: self.rank.get(p, 1 << 30))
            if pair not in self.rank:
                break
            symbols = merge(symbols, pair, self.rank[pair])
        return symbols

    def encode(self, text):
        tokens = []
        for piece in PIECE.findall(text):
            if piece not in self.known:
                self.known[piece] = self.encode_piece(piece)
            tokens += self.known[piece]
        return tokens

    def decode(self, tokens):
        return b"".join(self.bytes[token] for token in tokens)


def load(path):
    with open(path, encoding="utf-8") as file:
        return Encoder(json.load(file)["merges"])
