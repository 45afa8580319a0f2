import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { Me } from './contract.ts'
import { meQuery } from './queries.ts'

/** Whether somebody has a permission, by its name. Until they are known they have none. */
export type May = (permission: string) => boolean

export function mayOf(me: Me | undefined): May {
  return (permission) => me?.permissions.includes(permission) ?? false
}

/** What the person before this console may do. The server decides again each time; this spares them closed doors. */
export function useMay(): May {
  return mayOf(useQuery(meQuery).data)
}

export function mayNow(queries: QueryClient): May {
  return mayOf(queries.getQueryData(meQuery.queryKey))
}
