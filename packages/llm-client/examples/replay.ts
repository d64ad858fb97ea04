import {
  createAuthoringClient,
  createReplayClient,
  formatTranscript,
  LlmError,
  parseTranscript,
} from '@machinist/llm-client';

const question = {
  model: 'llama3.2',
  messages: [{ role: 'user' as const, content: 'Say hello in Latin.' }],
  options: { temperature: 0, seed: 7, numCtx: 4096, numPredict: 50 },
};

// Write a transcript by running the program against answers of your own.
const author = createAuthoringClient({ name: 'latin', title: 'A greeting', model: 'llama3.2' }, () => 'Salve!');
await author.chat(question);
const file = formatTranscript(author.transcript());
console.log(`${file.split('\n').length - 1} lines, the first: ${file.slice(0, file.indexOf('\n'))}`);

// Replay it: same request, same bytes, and the origin is always told.
const replay = createReplayClient(parseTranscript(file));
const { text, provenance } = await replay.chat(question);
console.log(`${text} (${provenance.origin}, digest ${provenance.modelDigest})`);

try {
  await replay.chat({ ...question, options: { ...question.options, seed: 8 } });
} catch (error) {
  if (LlmError.isInstance(error)) console.log(`${error.code}: ${error.message}`);
}
