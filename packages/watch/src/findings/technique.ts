import type { Technique } from '@tocsin/event'

/** Techniques with the names of those that a city's analysts meet most; the others go by their id alone. */
export function techniquesOf(ids: readonly string[]): readonly Technique[] {
  return [...new Set(ids)].slice(0, 50).map((id) => {
    const name = names.get(id)
    return name === undefined ? { id } : { id, name }
  })
}

// MITRE ATT&CK, Enterprise and ICS: names of techniques.
const names = new Map([
  ['T1003', 'OS Credential Dumping'],
  ['T1003.001', 'LSASS Memory'],
  ['T1021', 'Remote Services'],
  ['T1021.001', 'Remote Desktop Protocol'],
  ['T1021.002', 'SMB/Windows Admin Shares'],
  ['T1046', 'Network Service Discovery'],
  ['T1047', 'Windows Management Instrumentation'],
  ['T1053.005', 'Scheduled Task'],
  ['T1055', 'Process Injection'],
  ['T1059', 'Command and Scripting Interpreter'],
  ['T1059.001', 'PowerShell'],
  ['T1059.003', 'Windows Command Shell'],
  ['T1059.004', 'Unix Shell'],
  ['T1070.001', 'Clear Windows Event Logs'],
  ['T1071', 'Application Layer Protocol'],
  ['T1078', 'Valid Accounts'],
  ['T1105', 'Ingress Tool Transfer'],
  ['T1110', 'Brute Force'],
  ['T1110.001', 'Password Guessing'],
  ['T1110.003', 'Password Spraying'],
  ['T1190', 'Exploit Public-Facing Application'],
  ['T1218', 'System Binary Proxy Execution'],
  ['T1486', 'Data Encrypted for Impact'],
  ['T1490', 'Inhibit System Recovery'],
  ['T1543.003', 'Windows Service'],
  ['T1547.001', 'Registry Run Keys / Startup Folder'],
  ['T1566', 'Phishing'],
  ['T0812', 'Default Credentials'],
  ['T0814', 'Denial of Service'],
  ['T0831', 'Manipulation of Control'],
  ['T0836', 'Modify Parameter'],
  ['T0855', 'Unauthorized Command Message'],
])
