import { afterEach, describe, expect, it } from 'vitest';
import { asked, post } from '../attribution/tap/tapped.ts';
import { type Listener, listenHttp } from '../support/listeners.ts';
import { goodStream, streaming } from '../support/model-api.ts';
import { startWeaklink, weaklink } from '../support/weaklink.ts';

let api: Listener | undefined;
afterEach(() => api?.close());

describe('weaklink tap', () => {
  it('hands on, tells of each inference, and sums up at the end', async () => {
    api = await listenHttp(streaming(...goodStream));
    const to = ['tap', '--to', `http://${api.address}`, '--listen', '127.0.0.1:0', '--ndjson'];
    const running = await startWeaklink([...to, '--consumer-header', 'X-Team']);
    const url = await new Promise<string>((resolve) => {
      let said = '';
      running.child.stderr?.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+(?= leads to)/.exec(said)?.[0];
        if (found) resolve(found);
      });
    });
    const got = await post(`${url}/v1/chat/completions`, asked({ stream: true }), {
      headers: { 'x-team': 'search', authorization: 'Bearer sk-verysecretkey0123456789' },
    });
    expect(got.body.toString()).toBe(goodStream.join(''));
    await running.waitFor('weaklink.inference');
    running.child.kill('SIGINT');
    const { stdout, stderr } = await running.ended;
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(['weaklink.session', 'weaklink.inference']);
    expect(events[1]?.data).toMatchObject({ consumer: 'search', completionTokens: 3 });
    expect(stdout + stderr).not.toMatch(/secret/);
    expect(stderr).toContain('1 attempt');
    expect(stderr).toMatch(/first token: p50 [\d.]+ ms/);
  });

  it.each([
    [['tap'], 'nothing says which API stands behind it'],
    [['tap', '--to', 'gpu-1:8000/x y'], 'is not the address of an HTTP API'],
    [['tap', '--to', 'https://user:pass@api.test'], 'is not the address of an HTTP API'],
    [['tap', '--to', 'https://api.test', '--listen', 'x'], 'is no address with a port'],
    [['tap', '--to', 'https://api.test', '--tell', 'x y'], 'is not the address of a console'],
    [['tap', '--to', 'https://api.test', '--tell', 'https://a.test'], 'is not the address of a'],
    [['tap', '--to', 'https://api.test', '--ca', '/nowhere'], 'cannot be read (ENOENT)'],
  ])('%j ends with 2 and says why', async (args, why) => {
    const { exitCode, stderr } = await weaklink(args);
    expect(stderr).toContain(why);
    expect(exitCode).toBe(2);
  });
});
