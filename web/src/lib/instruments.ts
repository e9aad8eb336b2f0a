import { ApiError, tool } from './api'

export interface Instrument {
  symbol: string
  name: string
}

export const searchInstruments = async (query: string, limit = 10) =>
  (await tool<{ instruments: Instrument[] }>('market_search', { query: query.slice(0, 100), limit })).instruments

/** Give the symbol as it is written; one that no instrument has is refused, since nothing would ever come of it. */
export async function known(symbol: string): Promise<string> {
  const wanted = symbol.toLowerCase()
  const found = (await searchInstruments(symbol)).find((one) => one.symbol.toLowerCase() === wanted)
  if (found) return found.symbol
  throw new ApiError(404, 'not_found', `No instrument has the symbol “${symbol}” here. Choose one from the list.`)
}
