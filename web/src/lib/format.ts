import { MASK } from './mask'
import { hidden, type Numbers, numbers } from './prefs'
import type { Fact, Money } from './types'

const LAKH = 100_000
const TEN_THOUSAND = 10_000

const HOME: Record<string, string> = {
  INR: 'en-IN',
  USD: 'en-US',
  EUR: 'en-IE',
  GBP: 'en-GB',
  JPY: 'ja-JP',
  CHF: 'de-CH',
  AUD: 'en-AU',
  CAD: 'en-CA',
  SGD: 'en-SG',
}

type Figure = string | number

const formats = new Map<string, Intl.NumberFormat>()

function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let found = formats.get(key)
  if (!found) {
    found = new Intl.NumberFormat(locale, options)
    formats.set(key, found)
  }
  return found
}

/** Decimal strings are formatted exactly, without a detour by floating point. */
const write = (formatter: Intl.NumberFormat, value: Figure) => formatter.format(value as number)

function localeOf(currency: string | null | undefined, style: Numbers): string {
  if (style === 'indian') return 'en-IN'
  if (style === 'western') return 'en-US'
  return (currency && HOME[currency]) || 'en-US'
}

const CODE = /^[A-Z]{3}$/

export class Formatter {
  constructor(
    readonly hide: boolean,
    readonly style: Numbers,
  ) {}

  /** Write an amount of the person's; hidden when amounts are. */
  money(value: Figure, currency: string, options: Intl.NumberFormatOptions = {}): string {
    return this.hide ? MASK : this.price(value, currency, options)
  }

  amount(money: Money | null | undefined, options: Intl.NumberFormatOptions = {}): string {
    return money ? this.money(money.amount, money.currency, options) : '–'
  }

  /** Write an amount with its sign, for gains and losses. */
  gain(money: Money | null | undefined): string {
    return this.amount(money, { signDisplay: 'exceptZero' })
  }

  /** Write a market price: public, never hidden. */
  price(value: Figure, currency: string | null | undefined, options: Intl.NumberFormatOptions = {}): string {
    const locale = localeOf(currency, this.style)
    if (!currency || !CODE.test(currency)) {
      const text = write(format(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, ...options }), value)
      return currency ? `${text} ${currency}` : text
    }
    return write(format(locale, { style: 'currency', currency, ...options }), value)
  }

  /** Write an amount shortly, for axes; rupees stay whole below a lakh. */
  short(value: Figure, currency: string | null | undefined): string {
    if (this.hide) return MASK
    const small = Math.abs(Number(value)) < (localeOf(currency, this.style) === 'en-IN' ? LAKH : TEN_THOUSAND)
    if (small) return this.price(value, currency, { minimumFractionDigits: 0, maximumFractionDigits: 0 })
    return this.price(value, currency, { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 2 })
  }

  shares(value: Figure): string {
    return this.hide ? MASK : this.number(value)
  }

  number(value: Figure): string {
    return write(format(localeOf(null, this.style), { maximumFractionDigits: 6 }), value)
  }

  /** Write a part of a whole, such as a weight. */
  share(value: number | null | undefined): string {
    return this.percent(value, false, 1)
  }

  percent(value: number | null | undefined, signed = false, places = 2): string {
    if (value === null || value === undefined) return '–'
    const signDisplay = signed ? 'exceptZero' : 'auto'
    const digits = { minimumFractionDigits: places, maximumFractionDigits: places }
    return write(format('en-US', { style: 'percent', ...digits, signDisplay }), value)
  }

  /** Write a fraction for an axis. */
  mark(value: number): string {
    return write(format('en-US', { style: 'percent', maximumFractionDigits: 2 }), value)
  }

  fact(fact: Fact): string {
    const { value, unit, currency } = fact
    if (unit === 'money') return this.money(value, currency ?? '')
    if (unit === 'price') return this.price(value, currency, { maximumFractionDigits: 6 })
    if (unit === 'shares') return this.shares(value)
    if (unit === 'date') return day(String(value))
    return unit === 'days' ? `${this.number(value)} days` : this.number(value)
  }
}

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const ISO = /^\d{4}-\d{2}-\d{2}/

/** Write an ISO date as "3 Nov 2025"; anything else as it is. */
export function day(text: string | null | undefined): string {
  if (!text || !ISO.test(text)) return text ?? '–'
  return days.format(new Date(`${text.slice(0, 10)}T00:00:00Z`))
}

/** Give the same day some years later; 29 February becomes 1 March where there is none. */
export function yearsLater(text: string, years: number): string {
  const date = new Date(text)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date.toISOString().slice(0, text.length)
}

/** Formats that follow the person's choices. */
export function useFormat(): Formatter {
  return new Formatter(hidden.use(), numbers.use())
}
