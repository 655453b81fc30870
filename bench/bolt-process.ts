import { App, HTTPReceiver } from '@slack/bolt';

// Bare Bolt, as its own documentation sets it up: it checks the signature and acknowledges, and keeps nothing. It says
// its port, and then waits for requests or its end.
const receiver = new HTTPReceiver({ signingSecret: process.argv[2] ?? '', endpoints: ['/slack/events'] });
const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U1' }) });
app.use(({ next }) => next());
app.command('/pipeline', ({ ack }) => ack({ text: 'Taken.' }));
const server = await receiver.start(0);
const address = server.address();
process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : ''}\n`);
