/** The model name with its tag written out: `llama3.2` becomes `llama3.2:latest`. */
export function withTag(model: string): string {
  const lastSegment = model.slice(model.lastIndexOf('/') + 1);
  return lastSegment.includes(':') ? model : `${model}:latest`;
}

/** True when both names mean one model on a server (names are matched without regard to case). */
export function isSameModel(left: string, right: string): boolean {
  return withTag(left).toLowerCase() === withTag(right).toLowerCase();
}

/** True when the name says that the vendor's cloud runs the model (`:cloud`, `-cloud`). */
export function isCloudModelName(model: string): boolean {
  return /[:-]cloud$/i.test(model);
}

/** True for tags that always think and put the thoughts into the answer when thinking is switched off. */
export function isThinkingOnlyModel(model: string): boolean {
  const name = withTag(model).toLowerCase();
  const tag = name.slice(name.lastIndexOf(':') + 1);
  return name === 'qwen3:4b' || /(?:^|-)thinking(?:-|$)/.test(tag);
}
