import type { OverrideRequest } from './override-entry.ts';

/** What a request is about: task, alert, level or contract; null when it is about the whole goal. */
export function describeTarget(request: OverrideRequest): string | null {
  switch (request.command) {
    case 'approve':
      return `${request.task} until ${request.expires_at}`;
    case 'ack':
      return request.alert;
    case 'dial':
      return String(request.level);
    case 'revoke':
      return request.contract;
    case 'pause':
    case 'halt':
    case 'resume':
      return null;
  }
}
