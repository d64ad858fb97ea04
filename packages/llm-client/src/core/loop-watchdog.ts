import { LlmError } from '../errors.ts';
import { quote } from './quote.ts';

const mostBlankCharacters = 200;
const mostEqualPieces = 60;
const longestLoopingPiece = 16;

/** Watches an answer for the two ways in which small models never end; throws `OUTPUT_LOOP`. */
export interface LoopWatchdog {
  push(piece: string): void;
}

/** With `expectsJson` also a long run of white space outside strings counts as a loop. */
export function createLoopWatchdog(expectsJson: boolean): LoopWatchdog {
  let previous = '';
  let equalPieces = 0;
  let blankCharacters = 0;
  let isInString = false;
  let isEscaped = false;

  function countBlanks(piece: string): void {
    for (const character of piece) {
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (character === '\\') isEscaped = true;
        else if (character === '"') isInString = false;
      } else if (/\s/.test(character)) {
        blankCharacters += 1;
        if (blankCharacters > mostBlankCharacters) throw loop('writes white space without end in place of JSON');
        continue;
      } else if (character === '"') isInString = true;
      blankCharacters = 0;
    }
  }

  return {
    push(piece) {
      if (piece === '') return;
      equalPieces = piece === previous && piece.length <= longestLoopingPiece ? equalPieces + 1 : 1;
      previous = piece;
      // Runs of blanks are ordinary indentation in code, so they are left to the JSON rule.
      if (equalPieces > mostEqualPieces && piece.trim() !== '') throw loop(`repeats ${quote(piece)} without end`);
      if (expectsJson) countBlanks(piece);
    },
  };
}

function loop(what: string): LlmError {
  return new LlmError(
    'OUTPUT_LOOP',
    `The model ${what}; the call was ended. Try another seed or temperature, or another model.`,
  );
}
