/** Changes whenever any prompt text changes; stored with each reply so that stale transcripts can be told apart. */
export const promptVersion = 'forge@2';

export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** The same short system message everywhere, then the task. Prompts hold no time, path or random id: replay keys stay stable. */
export function prompt(task: string): readonly PromptMessage[] {
  return [
    {
      role: 'system',
      content:
        'You are a careful programmer who writes one small, correct tool. Answer exactly in the form that is asked for and add nothing else.',
    },
    { role: 'user', content: task },
  ];
}
