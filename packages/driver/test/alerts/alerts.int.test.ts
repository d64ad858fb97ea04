import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { alertChannelsOf, DriverError, requestOverride } from '../../src/index.ts';
import { startReceiver } from '../alert-receiver.ts';
import { startDriver } from '../driver-process.ts';
import { createGoalFolder, testEnvironment, type GoalFolder } from '../goal-folder.ts';

const failing = { verify_cmd: 'false', max_attempts: 1 };
const channels = (environment: Record<string, string>) => ({
  ports: { alerts: alertChannelsOf({ ...testEnvironment, ...environment }) },
  alertBackoffMs: 20,
});

function allText(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

const outbox = (goal: GoalFolder): string[] =>
  goal.exists('alerts') ? readdirSync(join(goal.folder, 'alerts')).filter((name) => name.endsWith('.json')) : [];

describe('alert channels', () => {
  it('Telegram gets one plain text message with the way to answer, and the token stands nowhere on disk', async () => {
    const { url, received } = await startReceiver();
    const goal = createGoalFolder({ ...failing, goal: '<b>x</b> [y](http://z)' });
    const token = '123:secret-token';
    await goal.run(channels({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: '42', TELEGRAM_API_HOST: url }));
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ path: `/bot${token}/sendMessage`, body: { chat_id: '42' } });
    expect(received[0]?.body).not.toHaveProperty('parse_mode');
    const text = received[0]?.body.text;
    expect(text).toMatch(/^\[machinist quarantine a\d+\] task t1 QUARANTINED on '<b>x<\/b>/);
    expect(text).toMatch(/Answer: machinist drive ack a\d+ goal\.json$/);
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'alert_delivered', channel: 'telegram' }));
    expect(allText(goal.folder)).not.toContain('secret-token');
  });

  it('a webhook gets the alert itself, with an idempotency key', async () => {
    const { url, received } = await startReceiver();
    const goal = createGoalFolder(failing);
    await goal.run(channels({ MACHINIST_ALERT_WEBHOOK_URL: `${url}/hook?key=s3cret` }));
    expect(received[0]).toMatchObject({
      path: '/hook?key=s3cret',
      body: { formatVersion: 1, kind: 'quarantine', task: 't1', goal: 'test goal' },
    });
    expect(received[0]?.headers['idempotency-key']).toMatch(/\/a\d+$/);
    expect(allText(goal.folder)).not.toContain('s3cret');
  });

  it('Slack gets plain text in which nothing of the goal becomes a mention or a link', async () => {
    const { url, received } = await startReceiver();
    const goal = createGoalFolder({ ...failing, goal: '<!channel> <http://x|y> & more' });
    await goal.run(channels({ MACHINIST_ALERT_SLACK_URL: url }));
    expect(received[0]?.body.text).toContain('&lt;!channel&gt; &lt;http://x|y&gt; &amp; more');
    expect(received[0]?.body).toMatchObject({
      blocks: [{ text: { type: 'plain_text', text: expect.stringContaining('<!channel>') } }],
    });
  });

  it('a command gets the alert on stdin, no shell in between, and none of the secrets in its environment', async () => {
    const goal = createGoalFolder({ ...failing, goal: '$(touch PWNED) `x`' });
    const script = `cat > "${goal.folder}/got"; env > "${goal.folder}/env"`;
    const command = JSON.stringify(['/bin/sh', '-c', script]);
    await goal.run(channels({ MACHINIST_ALERT_COMMAND: command, TELEGRAM_BOT_TOKEN: 't0ken' }));
    expect(JSON.parse(goal.read('got'))).toMatchObject({ kind: 'quarantine', goal: '$(touch PWNED) `x`' });
    expect(goal.read('env')).not.toMatch(/t0ken|MACHINIST_ALERT/);
  });

  it.each([
    ['MACHINIST_ALERT_WEBHOOK_URL', 'file:///etc/secret-path'],
    ['MACHINIST_ALERT_SLACK_URL', 'secret-path'],
    ['MACHINIST_ALERT_COMMAND', 'rm secret-path'],
    ['MACHINIST_ALERT_COMMAND', '[]'],
  ])('refuse %s=%s, and do not repeat it', (name, value) => {
    const attempt = (): unknown => alertChannelsOf({ [name]: value });
    expect(attempt).toThrow(DriverError);
    expect(attempt).toThrow(name);
    expect(attempt).not.toThrow('secret-path');
  });
});

describe('the outbox', () => {
  it('tries again after 500 and 429 until the alert is taken, without holding the loop up', async () => {
    const { url, received } = await startReceiver((nth) => [500, 429][nth - 1] ?? 200);
    const worker = 'test $MACHINIST_TASK_ID = t1 || while [ ! -e ../go ]; do sleep 0.05; done';
    const tasks = [1, 2].map((number) => ({ id: `t${number}`, goal: 'x' }));
    const goal = createGoalFolder({
      worker_cmd: worker,
      verify_cmd: 'test $MACHINIST_TASK_ID = t2',
      max_attempts: 1,
      tasks,
    });
    const run = goal.run(channels({ MACHINIST_ALERT_WEBHOOK_URL: url }));
    while (!goal.events().includes('alert_delivered')) await delay(10);
    expect(goal.journal().filter(({ event }) => event === 'dispatch')).toHaveLength(2);
    writeFileSync(join(goal.folder, 'go'), '');
    await run;
    expect(received).toHaveLength(3);
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'alert_delivered', attempts: 3 }));
    expect(outbox(goal)).toEqual([]);
    expect(readdirSync(join(goal.folder, 'alerts', 'sent'))).toHaveLength(1);
  });

  it('keeps what a hanging endpoint did not take, and the next run delivers it', async () => {
    const hanging = await startReceiver(() => null);
    const goal = createGoalFolder(failing);
    await goal.run(channels({ MACHINIST_ALERT_WEBHOOK_URL: `${hanging.url}/s3cret` }));
    expect(outbox(goal)).toHaveLength(1);
    expect(goal.journal()).toContainEqual(expect.objectContaining({ event: 'warning', code: 'ALERT_NOT_SENT' }));
    const { url, received } = await startReceiver();
    await goal.run(channels({ MACHINIST_ALERT_WEBHOOK_URL: url }));
    expect(received).toMatchObject([{ body: { kind: 'quarantine' } }]);
    expect(outbox(goal)).toEqual([]);
    expect(allText(goal.folder)).not.toContain('s3cret');
  });

  it('sends an alert whose driver was killed between journal and outbox', async () => {
    const goal = createGoalFolder(failing);
    await startDriver(goal.goalPath, { crashAt: 'journal:alert:after' }).ended;
    expect(goal.events().at(-1)).toBe('alert');
    const { url, received } = await startReceiver();
    await goal.run(channels({ MACHINIST_ALERT_WEBHOOK_URL: url }));
    expect(received).toMatchObject([{ body: { kind: 'quarantine' } }]);
  });
});

describe('an alert nobody answers', () => {
  const tasks = [1, 2].map((number) => ({ id: `t${number}`, goal: 'x' }));
  const waiting = {
    worker_cmd: 'test $MACHINIST_TASK_ID = t1 || sleep 300',
    verify_cmd: 'test $MACHINIST_TASK_ID = t2',
    max_attempts: 1,
    tasks,
  };

  it('turns the dial down after T1 and halts after T2; no restart goes on until it is answered', async () => {
    const goal = createGoalFolder({ ...waiting, alerts: { dial_down_after_seconds: 0.3, halt_after_seconds: 0.9 } });
    expect(await goal.run()).toMatchObject({ kind: 'halted', reason: 'alert_unacknowledged', pending: ['t2'] });
    const journal = goal.journal();
    expect(journal).toContainEqual(
      expect.objectContaining({ event: 'dial_changed', from: null, to: 0, actor: 'driver' }),
    );
    expect(await goal.run()).toMatchObject({ kind: 'halted', reason: 'alert_unacknowledged' });
    expect(goal.events().filter((event) => event === 'dispatch')).toHaveLength(2);
    goal.writeGoal({ ...goal.goal(), worker_cmd: 'true' });
    const alert = journal.find(({ event }) => event === 'alert');
    await requestOverride(goal.goalPath, { command: 'ack', alert: `a${alert?.seq}` });
    expect(await goal.run()).toMatchObject({ kind: 'complete-with-blocked', blocked: ['t1'] });
  });

  it('that is answered in time changes nothing', async () => {
    const goal = createGoalFolder({ ...waiting, alerts: { dial_down_after_seconds: 1 } });
    const run = goal.run();
    while (!goal.events().includes('alert')) await delay(5);
    await requestOverride(goal.goalPath, { command: 'ack', alert: 'all' });
    await delay(1500);
    expect(goal.events()).not.toContain('dial_changed');
    await requestOverride(goal.goalPath, { command: 'halt' });
    expect(await run).toMatchObject({ kind: 'halted', reason: 'operator' });
  });
});
