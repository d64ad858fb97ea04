export type { StandInOutcome } from './testing/play-steps.ts';
export type { StandInChat, StandInTruncation } from './testing/stand-in-chat.ts';
export { standInError } from './testing/stand-in-chat.ts';
export { standInDigest, type StandInModel } from './testing/stand-in-model.ts';
export {
  startStandInServer,
  type StandInOptions,
  type StandInRequest,
  type StandInServer,
} from './testing/stand-in-server.ts';
export {
  standInHttp,
  standInLine,
  type StandInAnswer,
  type StandInReply,
  type StandInStep,
} from './testing/stand-in-steps.ts';
