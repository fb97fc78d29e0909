// Round trips that others measured, to hold the model against. The routes were chosen before the model was fitted to
// them, and none was left out afterwards.
import { findMetro } from "../../src/planet/world/metros.ts";
import type { Metro } from "../../src/planet/world/place.ts";

/** Who measured, and what the figures are. */
export interface Measurement {
  readonly by: string;
  readonly says: string;
  readonly source: string;
  /** Each line: a metro, then others with the round trip to each in milliseconds. */
  readonly lines: string;
}

/** Two metros and the round trip between them. */
export interface MeasuredRoute {
  readonly by: string;
  readonly from: Metro;
  readonly to: Metro;
  readonly ms: number;
}

/** The measurements. Both ways between two places differ by a few milliseconds; one of them is here. */
export const measurements: readonly Measurement[] = [
  {
    by: "IBM Cloud",
    says: "Averages over 30 days, 28 September to 27 October 2024, between all ten regions of the table.",
    source: "https://cloud.ibm.com/docs/vpc?topic=vpc-network-latency-dashboard",
    lines: `
dfw yyz:34 iad:31 fra:123 lhr:113 mad:119 kix:150 syd:185 nrt:141 gru:144
yyz iad:19 fra:93 lhr:84 mad:108 kix:169 syd:214 nrt:162 gru:131
iad fra:90 lhr:76 mad:89 kix:175 syd:213 nrt:169 gru:119
fra lhr:13 mad:29 kix:232 syd:250 nrt:231 gru:197
lhr mad:27 kix:244 syd:261 nrt:242 gru:188
mad kix:259 syd:275 nrt:255 gru:207
kix syd:122 nrt:9 gru:292
syd nrt:115 gru:328
nrt gru:283`,
  },
  {
    by: "AWS",
    says: "CloudPing's table as stored in 2026: the columns of Cape Town and Hong Kong to every region whose city is known.",
    source: "https://www.cloudping.co/",
    lines: `
cpt hkg:238 tpe:253 nrt:286 icn:270 kix:279 bom:152 hyd:160 sin:205 syd:295 cgk:220 mel:305 kul:210 akl:320 bkk:233 yul:222 yyc:290 fra:155 zrh:152 arn:175 mxp:146 zaz:130 dub:157 lhr:150 cdg:147 tlv:181 dxb:127 bah:250 qro:284 gru:337 iad:227 cmh:237 sjc:287
hkg tpe:16 nrt:53 icn:40 kix:50 bom:94 hyd:79 sin:34 syd:125 cgk:49 mel:136 kul:40 akl:152 bkk:61 yul:203 yyc:163 fra:199 zrh:187 arn:213 mxp:184 zaz:199 dub:258 lhr:199 cdg:197 tlv:228 dxb:121 bah:130 qro:219 gru:312 iad:202 cmh:190 sjc:155`,
  },
  {
    by: "Azure",
    says: "95th percentiles over 30 days to 30 July 2026, so a little above an average.",
    source: "https://learn.microsoft.com/azure/networking/azure-network-latency",
    lines: `
syd mel:16 akl:31 sin:98 hkg:127 nrt:105 pnq:151 cgk:110 kul:125 dxb:178
lhr dub:14 cdg:13 ams:12 fra:20 mad:26 zrh:25 mxp:32 waw:34 osl:26 vie:31 doh:125 dxb:122 tlv:70 jnb:169 pnq:151 sin:183 iad:80 yyz:84 gru:183 ord:102 phx:138 sat:118
fra ams:14 waw:26 mxp:21 vie:17 cdg:14 osl:26 mad:32 dxb:122 doh:124 tlv:60 jnb:174 pnq:151 sin:179 iad:97
sin kul:10 cgk:18 hkg:40 nrt:74 icn:71 pnq:58 maa:39 dxb:87 doh:99 jnb:190
pnq maa:24 dxb:34 doh:47 jnb:134 hkg:95
dxb doh:16 jnb:105 tlv:125 nrt:155
iad yyz:21 ord:24 sat:45 phx:62 qro:63 gru:120 jnb:225
gru qro:159 sat:142 jnb:326
nrt kix:14 icn:35 hkg:51
jnb cpt:24 doh:115 tlv:214
qro sat:24 phx:42
yyz ord:22
tlv mxp:53 doh:130`,
  },
];

function metro(code: string): Metro {
  const found = findMetro(code);
  if (found === undefined) throw new Error(`There is no metro ${code}.`);
  return found;
}

/** Every route of the measurements. */
export const measuredRoutes: readonly MeasuredRoute[] = measurements.flatMap(({ by, lines }) =>
  lines
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [from = "", ...others] = line.split(" ");
      return others.map((other) => {
        const [to = "", ms] = other.split(":");
        return { by, from: metro(from), to: metro(to), ms: Number(ms) };
      });
    }),
);
