import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { quantile } from './median.ts';

/** What signed commands were acknowledged at: so many a second, in so many milliseconds. */
export interface Acknowledged {
  rate: number;
  p99: number;
}

/** Sends slash commands as Slack signs them, each another one, so that none is taken for a repetition. */
export interface SignedLoad {
  /** Keeps so many connections busy for so many milliseconds. Throws when a command was not acknowledged. */
  drive(port: number, connections: number, ms: number): Promise<Acknowledged>;
  /** One command from each channel, so that who asks and where is known. */
  introduce(port: number): Promise<void>;
}

/** Commands of `people` people in `channels` channels, the next channel each time. */
export function createSignedLoad(options: { secret: string; channels: number; people: number }): SignedLoad {
  const { secret, channels, people } = options;
  let count = 0;

  function nextRequest(port: number): string {
    count += 1;
    const body = new URLSearchParams({
      token: 'gIkuvaNzQIHg97ATvDxqgjtO',
      team_id: 'T1',
      team_domain: 't1',
      channel_id: channelAt(count % channels),
      channel_name: 'machine-learning',
      user_id: personAt(count % people),
      user_name: 'ada',
      command: '/pipeline',
      text: 'run churn learning_rate=0.01 epochs=20',
      api_app_id: 'A0PIPEHAND',
      is_enterprise_install: 'false',
      response_url: `https://hooks.slack.com/commands/T1/${count}/abcdefghijkl`,
      trigger_id: `${count}.7777777.${process.pid}`,
    }).toString();
    const time = Math.floor(Date.now() / 1_000);
    const signature = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex');
    const head = [
      'POST /slack/events HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)',
      'Accept: */*',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
      `X-Slack-Request-Timestamp: ${time}`,
      `X-Slack-Signature: v0=${signature}`,
    ];
    return `${head.join('\r\n')}\r\n\r\n${body}`;
  }

  /** Sends one after the other while `goesOn`; answers how long each took. */
  async function keepBusy(port: number, goesOn: () => boolean): Promise<number[]> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const times: number[] = [];
    while (goesOn()) {
      const request = nextRequest(port);
      const began = performance.now();
      await exchange(socket, request);
      times.push(performance.now() - began);
    }
    socket.destroy();
    return times;
  }

  return {
    async drive(port, connections, ms) {
      const began = performance.now();
      const goesOn = () => performance.now() < began + ms;
      const times = (await Promise.all(Array.from({ length: connections }, () => keepBusy(port, goesOn)))).flat();
      return { rate: (times.length * 1_000) / (performance.now() - began), p99: quantile(times, 0.99) };
    },
    async introduce(port) {
      let left = channels;
      const goesOn = () => {
        left -= 1;
        return left >= 0;
      };
      await Promise.all(Array.from({ length: 20 }, () => keepBusy(port, goesOn)));
    },
  };
}

export function channelAt(place: number): string {
  return `C${String(place).padStart(10, '0')}`;
}

export function personAt(place: number): string {
  return `U${String(place).padStart(10, '0')}`;
}

/** Sends a request and waits for the whole of its answer, which must be an acknowledgement without words of refusal. */
function exchange(socket: Socket, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const settle = (act: () => void) => {
      socket.off('data', take).off('close', fail);
      act();
    };
    const fail = () => settle(() => reject(new Error(`not acknowledged: ${answer}`)));
    const take = (piece: Buffer) => {
      answer += piece.toString('latin1');
      const end = answer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end)) ?? [];
      if (answer.length < end + 4 + Number(length)) return;
      if (!answer.startsWith('HTTP/1.1 200') || /not run|was run/.test(answer)) fail();
      else settle(resolve);
    };
    socket.on('data', take).once('close', fail);
    socket.write(request);
  });
}
