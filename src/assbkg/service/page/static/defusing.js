// Downloads that a spreadsheet shows and does not reckon with: a cell that begins like a formula
// gets an apostrophe before it. Numbers stay numbers. Python has the same rule, for --safe.

const FORMULA = /[\t\r\n]|\\[trn]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/y;
const NUMBER = /[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;

/** What ends a cell, and what stands for a quote in quotes, by media type. */
const FORMS = {
  "text/csv": { end: /[,\r\n]/g, quote: /""|"/g },
  "text/tab-separated-values": { end: /[\t\n]/g, quote: /\\.|"/gs },
};

/** Rows in CSV or TSV, by their media type, without formulas; anything else as it is. */
export function defused(text, kind) {
  const form = FORMS[kind];
  if (!form) return text;
  const pieces = [];
  let written = 0;
  for (let at = 0; at < text.length; at += 1) {
    const quoted = text[at] === '"';
    const begin = quoted ? at + 1 : at;
    const close = quoted ? closing(text, begin, form.quote) : at;
    const end = next(form.end, text, close)?.index ?? text.length;
    if (begin < end && isFormula(text, begin, quoted ? close : end)) {
      pieces.push(text.slice(written, begin), "'");
      written = begin;
    }
    at = end;
  }
  return [...pieces, text.slice(written)].join("");
}

function isFormula(text, begin, end) {
  if (!next(FORMULA, text, begin)) return false;
  const number = next(NUMBER, text, begin);
  return !number || begin + number[0].length !== end;
}

/** Where quotes that are open close. */
function closing(text, begin, quote) {
  let found = next(quote, text, begin);
  while (found && found[0] !== '"') found = quote.exec(text);
  return found?.index ?? text.length;
}

function next(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
