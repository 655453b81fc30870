import { type Document, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import type { Findings } from './findings.ts';
import type { Position } from './graph.ts';
import type { Written } from './written.ts';
import { writtenFromYaml } from './written-from-yaml.ts';

/**
 * Reads one YAML document into values with their places, or undefined when a problem was found in it. The text is
 * parsed with the failsafe schema and typed by `plainScalarType`, so that no notation is lost on the way.
 */
export function readYaml(text: string, file: string, findings: Findings): Written | undefined {
  const forbidden = text.search(/[^\t\n\r\x20-\x7e\x85\xa0-\u{10ffff}]/u);
  if (forbidden >= 0) {
    const line = text.slice(0, forbidden).split('\n').length;
    const code = text.charCodeAt(forbidden).toString(16).toUpperCase().padStart(4, '0');
    findings.problem({ file, line }, '', `holds the control character U+${code}; a definition is plain text`);
    return undefined;
  }
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => ({ file, line: Math.max(1, lines.linePos(offset).line) });
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter: lines,
  });
  const [error] = document.errors;
  if (error) {
    findings.problem(positionAt(startOf(error, document)), '', syntaxWords(error));
    return undefined;
  }
  if (!document.contents) {
    findings.problem({ file, line: 1 }, '', 'is empty');
    return undefined;
  }
  const before = findings.problemCount();
  const written = writtenFromYaml(document.contents, { text, findings, positionAt });
  return findings.problemCount() > before ? undefined : written;
}

/** A quote that is not closed is noticed where its text ends, often at the end of the file; it is told where it opens. */
function startOf({ pos, message }: YAMLError, document: Document.Parsed): number {
  let [start] = pos;
  if (!/quote$/.test(message)) return start;
  visit(document, {
    Scalar(_, { range }) {
      if (range?.[1] === pos[0]) start = Math.min(start, range[0]);
    },
  });
  return start;
}

/** Only the first error is told: those after it mostly follow from it. */
function syntaxWords({ code, message }: YAMLError): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'a second YAML document begins here; a definition is one document';
    case 'RESOURCE_EXHAUSTION':
      return 'is nested too deeply';
    case 'TAB_AS_INDENT':
      return 'is indented with a tab; indent with spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'is not valid YAML: check the indentation, and put quotes around a text that holds ": "';
    default:
      return `is not valid YAML: ${/quote$/.test(message) ? quoteWords : message}`;
  }
}

const quoteWords = 'a quoted text is not closed, or goes on in a line that is not indented more than its key';
