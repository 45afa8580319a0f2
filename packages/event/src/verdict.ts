import type { Severity } from './finding.ts'

/** What another tool has judged of an event. It becomes a finding under that tool's own name. */
export interface Verdict {
  /** The tool as people call it, such as `Suricata`. At most 64 UTF-16 units. */
  readonly tool: string
  /** The tool's own id of what spoke: a signature, a rule, a kind of alert. At most 128. */
  readonly rule: string
  readonly version?: string
  /** What it says, in its own words. At most 300. */
  readonly title: string
  readonly severity: Severity
  /** Ids of ATT&CK, where the tool names some. At most 20. */
  readonly techniques: readonly string[]
  /** It says that it stopped what it saw. */
  readonly stopped?: boolean
}
