import { type Problem, type ProblemCode, UserError } from '../errors.ts';
import { html } from './pages/html.ts';
import { pageAnswer } from './pages/page.ts';
import { Refusal } from './refusal.ts';
import { jsonAnswer, type WebAnswer } from './route.ts';

const statusOf = {
  'bad-line': 400,
  'unknown-verb': 404,
  'not-yet': 501,
  'unknown-pipeline': 404,
  'unknown-run': 404,
  'unknown-step': 404,
  'unknown-parameter': 400,
  'missing-parameter': 400,
  'bad-value': 400,
  'bad-definition': 400,
  'bad-setting': 400,
  ambiguous: 400,
  conflict: 409,
  disabled: 409,
  forbidden: 403,
  unavailable: 503,
  bug: 500,
} as const satisfies Record<ProblemCode, number>;

/** What is thrown at a request, as an answer: a page for people, else `{"error":{…}}`. Only what may be shown is. */
export function problemAnswer(error: Refusal | UserError, page: boolean): WebAnswer {
  const problem = error instanceof UserError ? error.problem : { message: error.message };
  const status = error instanceof UserError ? statusOf[error.problem.code] : error.status;
  const answer = page ? problemPage(status, problem) : jsonAnswer(status, { error: problem });
  return error instanceof Refusal ? { ...answer, headers: { ...answer.headers, ...error.headers } } : answer;
}

function problemPage(status: number, { message, details = [], fix }: Omit<Problem, 'code'>): WebAnswer {
  return pageAnswer(status, {
    title: message,
    body: html`
      <h1>${message}</h1>
      ${details.map((line) => html`<p>${line}</p>`)}
      ${fix === undefined ? undefined : html`<p>${fix}</p>`}`,
  });
}
