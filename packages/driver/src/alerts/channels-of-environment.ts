import { z } from 'zod';
import { allowEnvironment, type Environment } from '../core/worker-environment.ts';
import { DriverError } from '../errors.ts';
import type { AlertChannel } from './alert-channel.ts';
import { commandChannel } from './command-channel.ts';
import { slackChannel, telegramChannel, webhookChannel } from './web-channels.ts';

const argvSchema = z.tuple([z.string().min(1)], z.string());

/**
 * The alert channels that an environment names: `TELEGRAM_BOT_TOKEN` with `TELEGRAM_CHAT_ID` (and `TELEGRAM_API_HOST`),
 * `MACHINIST_ALERT_WEBHOOK_URL`, `MACHINIST_ALERT_SLACK_URL`, `MACHINIST_ALERT_COMMAND` (a JSON array of program and arguments).
 * Throws `ALERT_CHANNEL_INVALID`, which never quotes a value.
 */
export function alertChannelsOf(environment: Environment): AlertChannel[] {
  const channels: AlertChannel[] = [];
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: chatId } = environment;
  if (token && chatId) channels.push(telegramChannel({ token, chatId, host: url(environment, 'TELEGRAM_API_HOST') }));
  const webhook = url(environment, 'MACHINIST_ALERT_WEBHOOK_URL');
  if (webhook !== undefined) channels.push(webhookChannel(webhook));
  const slack = url(environment, 'MACHINIST_ALERT_SLACK_URL');
  if (slack !== undefined) channels.push(slackChannel(slack));
  const command = environment['MACHINIST_ALERT_COMMAND'];
  if (command) channels.push(commandChannel(readArgv(command), allowEnvironment(environment, [])));
  return channels;
}

function url(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  if (!value) return undefined;
  const parsed = URL.parse(value);
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new DriverError('ALERT_CHANNEL_INVALID', `${name} is no http or https address; correct or unset it`);
  return value.replace(/\/+$/, '');
}

function readArgv(text: string): [string, ...string[]] {
  try {
    return argvSchema.parse(JSON.parse(text));
  } catch {
    throw new DriverError(
      'ALERT_CHANNEL_INVALID',
      'MACHINIST_ALERT_COMMAND is no JSON array of program and arguments, like ["notify-send","machinist"]',
    );
  }
}
