import { expect, it } from 'vitest';
import { allowEnvironment, withheldNames } from '../../src/core/worker-environment.ts';

const environment = {
  PATH: '/bin',
  LC_ALL: 'C',
  TELEGRAM_BOT_TOKEN: 't',
  MY_API_KEY: 'k',
  AGENT_KEY: 'a',
  OTHER: 'o',
  EMPTY: undefined,
};

it('passes the fixed list, LC_* and the names the goal adds, and never the alert credentials', () => {
  expect(allowEnvironment(environment, ['AGENT_KEY', 'TELEGRAM_BOT_TOKEN'])).toEqual({
    PATH: '/bin',
    LC_ALL: 'C',
    AGENT_KEY: 'a',
  });
});

it('names the credentials that were kept back, without their values', () => {
  expect(withheldNames(environment, ['AGENT_KEY'])).toEqual(['MY_API_KEY']);
});
