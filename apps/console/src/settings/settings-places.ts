import type { May } from '../api/may.ts'

/** The pages of the settings, in their order, each with the permissions without any of which it has nothing to show. */
export const settingsPlaces = [
  { page: 'people', to: '/people', needs: ['people.manage'] },
  { page: 'signIn', to: '/people/sign-in', needs: ['settings.read'] },
  { page: 'sources', to: '/settings/sources', needs: ['source.manage', 'keeping.read'] },
  { page: 'tokens', to: '/settings/tokens', needs: ['token.manage'] },
  { page: 'notifications', to: '/settings/notifications', needs: ['notification.read'] },
  { page: 'keeping', to: '/settings/keeping', needs: ['keeping.read'] },
] as const

export function settingsFor(may: May) {
  return settingsPlaces.filter(({ needs }) => needs.some(may))
}
