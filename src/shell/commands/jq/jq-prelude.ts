// The filters that jq 1.6 defines in its own language, in ours: what they put out and which paths they lead to is
// what the manual of jq 1.6 says.

import { JqParser } from './jq-parser.ts';
import type { Definition } from './jq-syntax.ts';

const PRELUDE = `
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def select(f): if f then . else empty end;
def recurse(f): def again: ., (f | again); again;
def recurse(f; condition): def again: ., (f | select(condition) | again); again;
def recurse: recurse(.[]?);
def recurse_down: recurse;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries: reduce .[] as $one ({}; . + {
  ($one | .key // .k // .name // .Name // .K // .Key // (if has("key") then .key else false end)):
  ($one | if has("value") then .value else .Value end)});
def with_entries(f): to_entries | map(f) | from_entries;
def del(f): delpaths([path(f)]);
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars);
def join($text): if length == 0 then "" else reduce .[] as $one (null;
  (if . == null then "" else . + $text end)
  + ($one | if . == null then "" elif type == "boolean" or type == "number" then tojson else . end)) end;
def flatten: flatten(1e9);
def range($n): range(0; $n);
def range($from; $to; $by):
  if $by > 0 then $from | while(. < $to; . + $by)
  elif $by < 0 then $from | while(. > $to; . + $by)
  else empty end;
def while(condition; update): def again: if condition then ., (update | again) else empty end; again;
def until(condition; update): def again: if condition then . else (update | again) end; again;
def repeat(f): def again: ., (f | again); again;
def repeat(f; $ignored): repeat(f);
def first(f): label $out | f | ., break $out;
def first: .[0];
def last(f): reduce f as $one (null; $one);
def last: .[-1];
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("Out of bounds negative array index") else last(limit($n + 1; f)) end;
def isempty(f): first((f | false), true);
def limit($n; f): if $n <= 0 then f
  else label $out | foreach f as $one (0; . + 1; $one, if . >= $n then break $out else empty end) end;
def any(source; condition): isempty(first(source | condition or empty)) | not;
def any(f): any(.[]; f);
def any: any(.);
def all(source; condition): isempty(first(source | condition and empty));
def all(f): [.[] | f] | all;
def all: reduce .[] as $one (true; . and ($one | if . then true else false end));
def in(values): . as $one | values | has($one);
def inside(values): . as $one | values | contains($one);
def combinations: if length == 0 then [] else .[0][] as $one | (.[1:] | combinations) as $rest | [$one] + $rest end;
def combinations($n): . as $values | [range($n)] | map($values) | combinations;
def walk(f): . as $in | if type == "object"
  then reduce keys_unsorted[] as $k ({}; . + {($k): ($in[$k] | walk(f))}) | f
  elif type == "array" then map(walk(f)) | f else f end;
def transpose: if . == [] then [] else . as $rows | (map(length) | max) as $width
  | [range(0; $width) as $column | [range(0; $rows | length) as $row | $rows[$row][$column]]] end;
def add: reduce .[] as $one (null; . + $one);
def ascii_downcase: explode | map(if 65 <= . and . <= 90 then . + 32 else . end) | implode;
def ascii_upcase: explode | map(if 97 <= . and . <= 122 then . - 32 else . end) | implode;
def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdate: fromdateiso8601;
def date: todate;
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def env: $ENV;
def group_by(f): _group(map([f]));
def sort_by(f): _sort(map([f]));
def unique_by(f): [group_by(f)[] | .[0]];
def unique: unique_by(.);
def sort: _sort(.);
def min_by(f): _min(map([f]));
def max_by(f): _max(map([f]));
def min: _min(.);
def max: _max(.);
def match($pattern): match($pattern; null);
def test($pattern): test($pattern; null);
def capture($pattern): capture($pattern; null);
def capture($pattern; $flags): match($pattern; $flags) | _captures;
def _captures: [.captures | .[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def scan($pattern): match($pattern; "g")
  | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def splits($pattern): splits($pattern; null);
def splits($pattern; $flags): split($pattern; $flags) | .[];
def split($pattern; $flags): . as $text
  | [foreach ((match($pattern; $flags + "g") | [.offset, .length]), null) as $found
      ([0, null]; if $found == null then [.[0], $text[.[0]:]]
        else [$found[0] + $found[1], $text[.[0]:$found[0]]] end; .[1])];
def _substitute($pattern; replacement; $flags): . as $text
  | [foreach (match($pattern; $flags), null) as $found
      ([0, null]; if $found == null then [.[0], $text[.[0]:]]
        else [$found.offset + $found.length,
          $text[.[0]:$found.offset] + ($found | _captures | replacement)] end; .[1])] | join("");
def sub($pattern; replacement): _substitute($pattern; replacement; "");
def sub($pattern; replacement; $flags): _substitute($pattern; replacement; $flags);
def gsub($pattern; replacement): _substitute($pattern; replacement; "g");
def gsub($pattern; replacement; $flags): _substitute($pattern; replacement; $flags + "g");
def inputs: def again: (try input catch if . == "No more inputs" then empty else error end) | (., again); again;
def tostream: path(def again: (.[]? | again), .; again) as $path | getpath($path)
  | reduce path(.[]?) as $inner ([$path, .]; [$path + $inner]);
def halt_error: halt_error(5);
def input_line_number: _line;
`;

let definitions: ReadonlyMap<string, Definition> | null = null;

/** The definitions, by `name/count`. Read once. */
export function prelude(): ReadonlyMap<string, Definition> {
  definitions ??= new Map(
    new JqParser(PRELUDE, { has: () => true })
      .parseDefinitions()
      .map((definition) => [`${definition.name}/${definition.params.length}`, definition]),
  );
  return definitions;
}
