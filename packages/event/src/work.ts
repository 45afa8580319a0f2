/** What work on a thing can look like to a detector, and a work order can declare. */
export type WorkAct = 'command' | 'settings' | 'program' | 'firmware' | 'restart' | 'offline' | 'access' | 'device'
export const workActs: readonly WorkAct[] = [
  'command',
  'settings',
  'program',
  'firmware',
  'restart',
  'offline',
  'access',
  'device',
]

/** The declared work that a finding is part of: it is kept and counted there, and opens no incident. */
export interface WorkPart {
  /** The order's id. */
  readonly order: string
  /** What people call it: `J-112`. */
  readonly name: string
  readonly act: WorkAct
  /** The order says that it began before it was declared. */
  readonly backdated?: true
}

/**
 * The acts of work that a technique may be, by its ATT&CK id; a sub-technique is what its technique is. None for one that no
 * work explains: encrypting files, guessing passwords.
 *
 * @example actsOf('T0855') // ['command']
 */
export function actsOf(technique: string): readonly WorkAct[] {
  return acts.get(technique.toUpperCase().replace(/\.\d+$/, '')) ?? []
}

// ATT&CK for ICS v15 and Enterprise v15, https://attack.mitre.org/techniques/.
const acts: ReadonlyMap<string, readonly WorkAct[]> = new Map([
  ['T0855', ['command']], // Unauthorized Command Message
  ['T0831', ['command']], // Manipulation of Control
  ['T0806', ['command']], // Brute Force I/O
  ['T0835', ['command']], // Manipulate I/O Image
  ['T0858', ['command', 'program']], // Change Operating Mode
  ['T0836', ['command', 'settings']], // Modify Parameter
  ['T0838', ['settings']], // Modify Alarm Settings
  ['T0878', ['settings']], // Alarm Suppression
  ['T0821', ['program']], // Modify Controller Tasking
  ['T0843', ['program']], // Program Download
  ['T0845', ['program']], // Program Upload
  ['T0889', ['program']], // Modify Program
  ['T0857', ['firmware']], // System Firmware
  ['T0839', ['firmware']], // Module Firmware
  ['T0800', ['firmware']], // Activate Firmware Update Mode
  ['T1542', ['firmware']], // Pre-OS Boot: System Firmware
  ['T0816', ['restart']], // Device Restart/Shutdown
  ['T1529', ['restart']], // System Shutdown/Reboot
  ['T0826', ['offline', 'restart']], // Loss of Availability
  ['T0814', ['offline']], // Denial of Service
  ['T0813', ['offline']], // Denial of Control
  ['T0815', ['offline']], // Denial of View
  ['T0829', ['offline']], // Loss of View
  ['T0827', ['offline']], // Loss of Control
  ['T0881', ['offline', 'restart']], // Service Stop
  ['T1489', ['offline', 'restart']], // Service Stop
  ['T0859', ['access']], // Valid Accounts
  ['T0886', ['access']], // Remote Services
  ['T0823', ['access']], // Graphical User Interface
  ['T0888', ['access']], // Remote System Information Discovery
  ['T0861', ['access']], // Point & Tag Identification
  ['T0801', ['access']], // Monitor Process State
  ['T1078', ['access']], // Valid Accounts
  ['T1021', ['access']], // Remote Services
  ['T1133', ['access']], // External Remote Services
  ['T0864', ['device']], // Transient Cyber Asset
  ['T0848', ['device']], // Rogue Master
  ['T1200', ['device']], // Hardware Additions
])

/** What the owner of a thing said when asked whether it was them. */
export type FieldAnswer = 'yes' | 'no' | 'not-me'
export const fieldAnswers: readonly FieldAnswer[] = ['yes', 'no', 'not-me']
