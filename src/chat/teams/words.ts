/** What people are told before anything runs; each ends in the next act to take. */

export const unknownButton =
  'This button is too old, or it was not made for you. Nothing was run. Type the command instead; help lists what you can say.';

export const unknownForm =
  'This form is too old, or it was not opened for you. Nothing was run. Type the command again.';

export const formTooLate =
  'This form could not be made in time. Nothing was run. Type the command with its values instead, such as run churn lr=0.01.';

/** A press or a form that was taken; its answer comes as a message. */
export const taken = 'Taken. The answer comes in this conversation.';

export const edited =
  'Pipehand does not read messages again when they are changed. Nothing was run. Say it as a new message.';

export const cannotWhisper =
  'The answer is for you alone, and Pipehand cannot write to you yet. Nothing is lost: add the app Pipehand for yourself (Apps, Pipehand, Add), then say it again.';
