const PERCENT = 100
const PLACES = 10

/** Write a fraction as the person does: in per cent. */
export const shown = (share: number | null) =>
  share === null ? '' : String(Number((share * PERCENT).toFixed(PLACES - 2)))

/** Read per cent as a fraction, in as many places as the service keeps: 2.2 is 0.022, not 0.022000000000000002. */
export const sent = (percent: string | undefined) => Number((Number(percent) / PERCENT).toFixed(PLACES))
