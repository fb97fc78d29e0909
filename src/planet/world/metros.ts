// Cities with data centres, in which an edge can run. One line for each: code, name, country, latitude, longitude,
// and who has a site there.
//
// A site is in the city or at most about 70 km away. What each list was made from, in November 2026, is on the page
// docs/internals/planet/world.md. Sites that an ordinary account cannot use are not counted: restricted regions, those
// of governments, and those of AWS and Azure in mainland China, which need separate accounts and licences. `colocation`
// says that Equinix, Digital Realty or an operator named on that page lets space or machines there to anyone.
import { countryTable } from "./country-table.ts";
import { plainName } from "./names.ts";
import type { Cloud, Metro } from "./place.ts";

const lines = `
abj|Abidjan|CI|5.3|-4.0|colocation
acc|Accra|GH|5.6|-0.2|colocation
add|Addis Ababa|ET|9.0|38.7|colocation
adl|Adelaide|AU|-34.9|138.6|colocation
akl|Auckland|NZ|-36.9|174.8|aws azure
ams|Amsterdam|NL|52.4|4.9|azure fly ovh vultr digitalocean colocation
arn|Stockholm|SE|59.3|18.1|aws gcp fly ovh vultr colocation
asu|Asunción|PY|-25.3|-57.6|colocation
ath|Athens|GR|38.0|23.7|aws colocation
atl|Atlanta|US|33.7|-84.4|aws ovh vultr digitalocean colocation
bah|Manama|BH|26.2|50.6|aws
bak|Baku|AZ|40.4|49.9|colocation
bcn|Barcelona|ES|41.4|2.2|colocation
ber|Berlin|DE|52.5|13.4|gcp
bjs|Beijing|CN|39.9|116.4|colocation
bkk|Bangkok|TH|13.8|100.5|aws gcp
blr|Bengaluru|IN|13.0|77.6|vultr digitalocean
bne|Brisbane|AU|-27.5|153.0|colocation
bog|Bogotá|CO|4.7|-74.1|colocation
bom|Mumbai|IN|19.1|72.9|aws azure gcp ovh vultr colocation
bos|Boston|US|42.4|-71.1|aws ovh colocation
bru|Brussels|BE|50.8|4.4|azure ovh colocation
bsb|Brasília|BR|-15.8|-47.9|colocation
buh|Bucharest|RO|44.4|26.1|ovh
cai|Cairo|EG|30.0|31.2|colocation
can|Guangzhou|CN|23.1|113.3|colocation
ccs|Caracas|VE|10.5|-66.9|colocation
ccu|Kolkata|IN|22.6|88.4|aws
cdg|Paris|FR|48.9|2.4|aws azure gcp fly ovh vultr colocation
cgk|Jakarta|ID|-6.2|106.8|aws azure gcp colocation
cmh|Columbus|US|40.0|-83.0|aws gcp
cph|Copenhagen|DK|55.7|12.6|aws azure ovh colocation
cpt|Cape Town|ZA|-33.9|18.4|aws colocation
ctu|Chengdu|CN|30.7|104.1|colocation
cwl|Cardiff|GB|51.5|-3.2|azure
dac|Dhaka|BD|23.8|90.4|colocation
del|Delhi|IN|28.6|77.2|aws gcp vultr
den|Denver|US|39.7|-105.0|aws ovh colocation
dfw|Dallas|US|32.8|-96.8|aws gcp fly ovh vultr colocation
dkr|Dakar|SN|14.7|-17.5|colocation
dla|Douala|CM|4.1|9.7|colocation
dmm|Dammam|SA|26.4|50.1|gcp
doh|Doha|QA|25.3|51.5|azure gcp
dub|Dublin|IE|53.3|-6.3|aws azure ovh colocation
dus|Düsseldorf|DE|51.2|6.8|colocation
dxb|Dubai|AE|25.2|55.3|aws azure colocation
eze|Buenos Aires|AR|-34.6|-58.4|aws
fih|Kinshasa|CD|-4.3|15.3|colocation
for|Fortaleza|BR|-3.7|-38.5|colocation
fra|Frankfurt|DE|50.1|8.7|aws azure gcp fly ovh vultr digitalocean colocation
gig|Rio de Janeiro|BR|-22.9|-43.2|colocation
gru|São Paulo|BR|-23.5|-46.6|aws azure gcp fly vultr colocation
gua|Guatemala City|GT|14.6|-90.5|colocation
gva|Geneva|CH|46.2|6.1|colocation
gye|Guayaquil|EC|-2.2|-79.9|colocation
ham|Hamburg|DE|53.6|10.0|aws colocation
han|Hanoi|VN|21.0|105.8|aws colocation
hel|Helsinki|FI|60.2|24.9|aws hetzner ovh colocation
hkg|Hong Kong|HK|22.3|114.2|aws azure gcp colocation
hnl|Honolulu|US|21.3|-157.9|aws vultr
hyd|Hyderabad|IN|17.4|78.5|aws
iad|Ashburn|US|39.0|-77.5|aws azure gcp fly hetzner ovh colocation
iah|Houston|US|29.8|-95.4|aws colocation
icn|Seoul|KR|37.6|127.0|aws azure gcp vultr colocation
iev|Kyiv|UA|50.5|30.5|colocation
ist|Istanbul|TR|41.0|29.0|aws colocation
jed|Jeddah|SA|21.5|39.2|colocation
jib|Djibouti|DJ|11.6|43.1|colocation
jnb|Johannesburg|ZA|-26.2|28.0|azure gcp fly vultr colocation
kan|Kano|NG|12.0|8.5|colocation
khi|Karachi|PK|24.9|67.0|colocation
kix|Osaka|JP|34.7|135.5|aws azure gcp vultr colocation
kla|Kampala|UG|0.3|32.6|colocation
kul|Kuala Lumpur|MY|3.1|101.7|aws azure colocation
lad|Luanda|AO|-8.8|13.2|colocation
las|Las Vegas|US|36.2|-115.1|aws gcp
lax|Los Angeles|US|34.1|-118.2|aws gcp fly ovh vultr colocation
lhr|London|GB|51.5|-0.1|aws azure gcp fly ovh vultr digitalocean colocation
lim|Lima|PE|-12.0|-77.0|aws colocation
lis|Lisbon|PT|38.7|-9.1|ovh colocation
llw|Lilongwe|MW|-14.0|33.8|colocation
los|Lagos|NG|6.5|3.4|aws colocation
lun|Lusaka|ZM|-15.4|28.3|colocation
lux|Luxembourg|LU|49.6|6.1|ovh
maa|Chennai|IN|13.1|80.3|azure colocation
mad|Madrid|ES|40.4|-3.7|azure gcp ovh vultr colocation
man|Manchester|GB|53.5|-2.2|ovh vultr colocation
mba|Mombasa|KE|-4.0|39.7|colocation
mci|Kansas City|US|39.1|-94.6|aws
mct|Muscat|OM|23.6|58.4|aws colocation
mdc|Manado|ID|1.5|124.8|colocation
mel|Melbourne|AU|-37.8|145.0|aws azure gcp vultr colocation
mex|Mexico City|MX|19.4|-99.1|vultr colocation
mia|Miami|US|25.8|-80.2|aws ovh vultr colocation
mnl|Manila|PH|14.6|121.0|aws colocation
mow|Moscow|RU|55.8|37.6|colocation
mpm|Maputo|MZ|-26.0|32.6|colocation
mrs|Marseille|FR|43.3|5.4|ovh colocation
msp|Minneapolis|US|45.0|-93.3|aws colocation
mty|Monterrey|MX|25.7|-100.3|colocation
muc|Munich|DE|48.1|11.6|colocation
mxp|Milan|IT|45.5|9.2|aws azure gcp ovh colocation
nbo|Nairobi|KE|-1.3|36.8|colocation
nqz|Astana|KZ|51.2|71.4|colocation
nrt|Tokyo|JP|35.7|139.7|aws azure gcp fly vultr colocation
nue|Nuremberg|DE|49.5|11.1|hetzner
nyc|New York|US|40.7|-74.0|aws fly ovh vultr digitalocean colocation
ord|Chicago|US|41.9|-87.6|aws azure fly ovh vultr colocation
osl|Oslo|NO|59.9|10.8|azure ovh
ovb|Novosibirsk|RU|55.0|82.9|colocation
pdx|Portland|US|45.5|-122.7|aws hetzner ovh colocation
per|Perth|AU|-32.0|115.9|aws colocation
phl|Philadelphia|US|40.0|-75.2|aws colocation
phx|Phoenix|US|33.4|-112.1|aws azure colocation
pnq|Pune|IN|18.5|73.9|azure
pom|Port Moresby|PG|-9.5|147.2|colocation
prg|Prague|CZ|50.1|14.4|ovh
qro|Querétaro|MX|20.6|-100.4|aws azure gcp colocation
rba|Rabat|MA|34.0|-6.8|ovh
ruh|Riyadh|SA|24.7|46.7|colocation
sat|San Antonio|US|29.4|-98.5|azure
scl|Santiago|CL|-33.4|-70.7|aws azure gcp vultr colocation
sdq|Santo Domingo|DO|18.5|-69.9|colocation
sea|Seattle|US|47.6|-122.3|aws ovh vultr colocation
sgn|Ho Chi Minh City|VN|10.8|106.7|colocation
sha|Shanghai|CN|31.2|121.5|colocation
she|Shenyang|CN|41.8|123.4|colocation
sin|Singapore|SG|1.4|103.8|aws azure gcp fly hetzner ovh vultr digitalocean colocation
sjc|San Jose|US|37.3|-121.9|aws fly ovh vultr digitalocean colocation
slc|Salt Lake City|US|40.8|-111.9|gcp ovh
sof|Sofia|BG|42.7|23.3|ovh colocation
stl|Saint Louis|US|38.6|-90.2|ovh
svx|Yekaterinburg|RU|56.8|60.6|colocation
sxb|Strasbourg|FR|48.6|7.8|ovh
syd|Sydney|AU|-33.9|151.2|aws azure gcp fly ovh vultr digitalocean colocation
tas|Tashkent|UZ|41.3|69.2|colocation
tgu|Tegucigalpa|HN|14.1|-87.2|colocation
thr|Tehran|IR|35.7|51.4|colocation
tlv|Tel Aviv|IL|32.1|34.8|aws azure gcp vultr
tnr|Antananarivo|MG|-18.9|47.5|colocation
tpe|Taipei|TW|25.0|121.5|aws
trn|Turin|IT|45.1|7.7|gcp
tun|Tunis|TN|36.8|10.2|colocation
upg|Makassar|ID|-5.1|119.4|colocation
urc|Urumqi|CN|43.8|87.6|colocation
vie|Vienna|AT|48.2|16.4|azure ovh colocation
vvi|Santa Cruz de la Sierra|BO|-17.8|-63.2|colocation
waw|Warsaw|PL|52.2|21.0|aws azure gcp ovh vultr colocation
wuh|Wuhan|CN|30.6|114.3|colocation
xiy|Xi’an|CN|34.3|108.9|colocation
yul|Montréal|CA|45.5|-73.6|aws gcp ovh colocation
yvr|Vancouver|CA|49.3|-123.1|colocation
yyc|Calgary|CA|51.0|-114.1|aws colocation
yyz|Toronto|CA|43.7|-79.4|azure gcp fly ovh vultr digitalocean colocation
zaz|Zaragoza|ES|41.6|-0.9|aws
zhy|Zhongwei|CN|37.5|105.2|colocation
zrh|Zurich|CH|47.4|8.5|aws azure gcp ovh colocation
`;

const regions = new Map(countryTable.map(({ code, worldRegion }) => [code, worldRegion]));

function metroOf(line: string): Metro {
  const [code = "", name = "", country = "", latitude, longitude, clouds = ""] = line.split("|");
  const worldRegion = regions.get(country);
  if (worldRegion === undefined) throw new Error(`The table of countries lacks ${country}.`);
  return {
    code,
    name,
    country,
    worldRegion,
    latitude: Number(latitude),
    longitude: Number(longitude),
    clouds: clouds.split(" ") as Cloud[],
  };
}

/** Every metro that a plan can choose, by code. */
export const metros: readonly Metro[] = lines.trim().split("\n").map(metroOf);

const byName = new Map(
  metros.flatMap((metro) => [
    [metro.code, metro],
    [plainName(metro.name), metro],
  ]),
);

/** The metro with this code or city name, or undefined. Case and accents do not matter. */
export function findMetro(text: string): Metro | undefined {
  return byName.get(plainName(text));
}
