/** What Teams answers instead of doing what was asked: a status, and a code with words in the body. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What Teams calls each status by itself, as its table of status codes has it. */
export const usualCodes: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['Bad Argument', 'Invalid request payload.'],
  401: ['BotNotRegistered', 'No registration found for this bot.'],
  403: ['BotNotInConversationRoster', "The bot isn't part of the conversation roster."],
  404: ['ConversationNotFound', 'Conversation not found.'],
  412: ['PreconditionFailed', 'Precondition failed, please try again.'],
  413: ['MessageSizeTooBig', 'Message size too large.'],
  429: ['Throttled', 'Too many requests.'],
  500: ['ServiceError', 'Internal server error.'],
  502: ['ServiceError', 'Service dependency issue.'],
};

/** A refusal as the table of status codes words it. */
export function refusedWith(status: number): Refused {
  const [code, message] = usualCodes[status] ?? ['ServiceError', 'Service is unavailable.'];
  return new Refused(status, code, message);
}
