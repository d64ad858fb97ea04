export { PipelineError, type PipelineErrorCode } from './errors.ts';
export { specSchema, type Capability, type Language, type ToolSpec } from './core/spec-schema.ts';
export type * from './ports.ts';
