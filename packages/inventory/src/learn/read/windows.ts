import { accountOf, addressIn, hostNameOf, machineOf, numberOf, type ReadStated, stating, textOf } from './fields.ts'

/**
 * What Windows' security log states: the machine that writes it, who logged on there, and whose address a machine's own
 * account has (Microsoft Learn, events 4624, 4768, 4769).
 */
export const readWindows: ReadStated = (event, out) => {
  const say = stating('windows', out)
  const computer = hostNameOf(textOf(event, 'Computer', 'Hostname'))
  say.fact('host', computer, 'seen', '')
  const id = numberOf(event, 'EventID')
  if (id !== 4624 && id !== 4768 && id !== 4769) return
  const [user, domain] = [textOf(event, 'TargetUserName'), textOf(event, 'TargetDomainName')]
  if (user === undefined || (id !== 4624 && !/^0x0+$/.test(textOf(event, 'Status') ?? ''))) return
  const from = addressIn(event, 'IpAddress')
  // 4769 writes `name@REALM`.
  const [name = user, realm = domain] = user.split('@')
  say.fact('ip', from, 'host', machineOf(name, realm ?? domain))
  const account = accountOf(name, realm ?? domain)
  if (id === 4624) say.fact('host', computer, 'account', account)
  else say.fact('ip', from, 'account', account)
}
