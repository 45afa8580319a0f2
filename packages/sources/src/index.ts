import type { Decoder, LogSource } from '@tocsin/event'
import { json, jsonLogsources } from './json/index.ts'
import { syslog, syslogLogsources } from './syslog/index.ts'
import { windows, windowsLogsources } from './windows/index.ts'
import { zeek, zeekLogsources } from './zeek/index.ts'

/** Every format that we read. Pure: loads nothing else, works in any thread. */
export const decoders: readonly Decoder[] = [json, windows, zeek, syslog]

/** Everything that these decoders stamp: a rule that asks for anything else can never speak. */
export const knownLogsources: readonly LogSource[] = [
  ...jsonLogsources,
  ...windowsLogsources,
  ...zeekLogsources,
  ...syslogLogsources,
]

export { lineFramer } from './framing/lines.ts'
export type { FrameRefusal, Framer, FramerOptions, FrameSink } from './framing/refusal.ts'
export { syslogFramer } from './framing/syslog-stream.ts'
