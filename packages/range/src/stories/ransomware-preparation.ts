import { signIn } from '../life/acts.ts'
import { castOf } from '../life/cast.ts'
import { conversation } from '../life/conversations.ts'
import { minute } from '../life/rhythm.ts'
import { inOrder, logged, type Said, windowsEvent } from '../life/said.ts'
import type { StoryMaker } from './story.ts'
import { step } from './traffic-takeover.ts'

/**
 * Before files are encrypted: one password against many accounts, a script on a workplace, the antivirus off, an account among the
 * domain's administrators, shadow copies and a backup repository deleted.
 */
export const ransomwarePreparation: StoryMaker = (things, begins) => {
  const { agents, workplaces } = castOf(things)
  const [first] = workplaces
  if (first === undefined) throw new RangeError('this town has no workplace')
  const host = first.host ?? first.id
  const server = 'fichiers-1.clairhavre.example'
  const directory = 'annuaire-1.clairhavre.example'
  const records: Said[] = []
  for (const [n, agent] of agents.slice(0, 40).entries()) {
    records.push(signIn(begins + n * 4000, directory, agent.id, 4625, '3', first.ip))
  }
  const scripted = begins + 12 * minute
  records.push(
    process(
      scripted,
      host,
      'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      'powershell.exe -nop -w hidden -enc SQBFAFgA',
    ),
  )
  const off = begins + 18 * minute
  records.push(
    windowsEvent(off, host, 'Microsoft-Windows-Windows Defender/Operational', 5001, {
      SourceName: 'Microsoft-Windows-Windows Defender',
      Computer: host,
    }),
  )
  const raised = begins + 31 * minute
  records.push(
    windowsEvent(raised, directory, 'Security', 4728, {
      SourceName: 'Microsoft-Windows-Security-Auditing',
      SubjectUserName: 'agent-00001',
      MemberName: 'CN=agent-00001,OU=Agents,DC=clairhavre,DC=example',
      TargetUserName: 'Admins du domaine',
      TargetSid: 'S-1-5-21-1004336348-1177238915-682003330-512',
    }),
  )
  const erased = begins + 47 * minute
  records.push(
    process(erased, server, 'C:\\Windows\\System32\\vssadmin.exe', 'vssadmin.exe delete shadows /all /quiet'),
  )
  const gone = begins + 52 * minute
  const backup = things.find(({ id }) => id === 'sauvegarde-1')?.ip
  if (first.ip !== undefined && backup !== undefined) {
    records.push(conversation(gone - 2 * minute, first.ip, backup, { protocol: 'smb', port: 445 }, 42_000))
  }
  records.push(
    logged(gone, 'sauvegarde-1.clairhavre.example', 14, 'Veeam_MP', "Backup repository 'Nuit' has been deleted"),
  )
  return {
    says: {
      en: 'Ransomware prepared in municipal IT',
      fr: 'Rançongiciel en préparation dans l’informatique municipale',
    },
    records: inOrder(records),
    truth: [
      step(
        begins,
        'T1110.003',
        'One password is tried on many accounts',
        'Un mot de passe est essayé sur de nombreux comptes',
        [first.ip ?? host, directory],
      ),
      step(scripted, 'T1059.001', 'A hidden script runs on a workplace', 'Un script caché s’exécute sur un poste', [
        host,
      ]),
      step(off, 'T1562.001', 'The antivirus is switched off', 'L’antivirus est coupé', [host]),
      step(
        raised,
        'T1098',
        'An account becomes administrator of the domain',
        'Un compte devient administrateur du domaine',
        [directory, 'agent-00001'],
      ),
      step(erased, 'T1490', 'Shadow copies are deleted', 'Les clichés sont effacés', [server]),
      step(
        gone - 2 * minute,
        'T1021.002',
        'The backups are reached from a desk',
        'Les sauvegardes sont atteintes depuis un poste',
        [first.ip ?? host, backup ?? ''],
      ),
      step(gone, 'T1490', 'A backup repository is deleted', 'Un dépôt de sauvegardes est supprimé', [
        'sauvegarde-1.clairhavre.example',
      ]),
    ],
  }
}

function process(time: number, host: string, image: string, command: string): Said {
  return windowsEvent(time, host, 'Microsoft-Windows-Sysmon/Operational', 1, {
    SourceName: 'Microsoft-Windows-Sysmon',
    Image: image,
    CommandLine: command,
    ParentImage: 'C:\\Windows\\explorer.exe',
    User: 'CLAIRHAVRE\\agent-00001',
  })
}
