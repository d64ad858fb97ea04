import type { AlertChannel } from './alert-channel.ts';
import { postJson } from './post-json.ts';
import { alertText } from './stored-alert.ts';

const telegramLimit = 4096;
const slackLimit = 3000;

/** Messages of a Telegram bot, as plain text. `host` is for a Bot API server of one's own. */
export function telegramChannel(options: {
  readonly token: string;
  readonly chatId: string;
  readonly host?: string | undefined;
}): AlertChannel {
  const url = `${options.host ?? 'https://api.telegram.org'}/bot${options.token}/sendMessage`;
  return {
    name: 'telegram',
    send: (alert, { signal }) =>
      postJson(
        url,
        { chat_id: options.chatId, text: clip(alertText(alert), telegramLimit), disable_web_page_preview: true },
        { signal },
      ),
  };
}

/** The alert itself as JSON, with its id as the idempotency key: an alert may come more than once. */
export function webhookChannel(url: string): AlertChannel {
  return {
    name: 'webhook',
    send: (alert, { signal }) =>
      postJson(url, alert, { signal, headers: { 'idempotency-key': `${alert.at}/${alert.id}` } }),
  };
}

/** An incoming webhook of Slack; the text is plain, so nothing in it becomes a link, a mention or a format. */
export function slackChannel(url: string): AlertChannel {
  return {
    name: 'slack',
    send: (alert, { signal }) => {
      const text = clip(alertText(alert), slackLimit);
      const fallback = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      const block = { type: 'section', text: { type: 'plain_text', text, emoji: false } };
      return postJson(url, { text: fallback, mrkdwn: false, blocks: [block] }, { signal });
    },
  };
}

function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`;
}
