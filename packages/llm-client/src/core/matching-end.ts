/** The index after the bracket that closes the one at `start`, strings respected; null when nothing closes it. */
export function matchingEnd(text: string, start: number): number | null {
  const open: string[] = [];
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      index = stringEnd(text, index);
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']');
    } else if (character === '}' || character === ']') {
      if (open.pop() !== character) return null;
      if (open.length === 0) return index + 1;
    }
  }
  return null;
}

function stringEnd(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index;
  }
  return text.length;
}
