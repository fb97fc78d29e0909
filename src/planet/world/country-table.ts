// How many people each country has, and whose networks it is part of. One line for each: ISO 3166-1 alpha-2 code, name,
// world region, people in thousands in the middle of 2025.
//
// People: United Nations, DESA, Population Division, World Population Prospects 2024, medium variant, CC BY 3.0 IGO
// (https://population.un.org/wpp/). Kosovo has the code XK, which ISO 3166 leaves to its users. The world regions are
// ours: Egypt is in Africa, Turkey and Iran are in the Middle East, Central America is in North America, and all of
// Russia is in Europe. Countries change seldom, so this table is kept by hand.
import type { WorldRegion } from "./place.ts";

/** A country, without its position. */
export interface CountryRow {
  /** ISO 3166-1 alpha-2, in upper case. */
  readonly code: string;
  readonly name: string;
  readonly worldRegion: WorldRegion;
  /** How many. */
  readonly people: number;
}

const lines = `
AD|Andorra|europe|83
AE|United Arab Emirates|middle-east|11346
AF|Afghanistan|asia|43844
AG|Antigua and Barbuda|north-america|94
AI|Anguilla|north-america|15
AL|Albania|europe|2772
AM|Armenia|asia|2952
AO|Angola|africa|39040
AR|Argentina|south-america|45851
AS|American Samoa|oceania|46
AT|Austria|europe|9114
AU|Australia|oceania|26974
AW|Aruba|north-america|108
AZ|Azerbaijan|asia|10398
BA|Bosnia and Herzegovina|europe|3140
BB|Barbados|north-america|283
BD|Bangladesh|asia|175687
BE|Belgium|europe|11759
BF|Burkina Faso|africa|24075
BG|Bulgaria|europe|6715
BH|Bahrain|middle-east|1643
BI|Burundi|africa|14390
BJ|Benin|africa|14814
BL|Saint Barthélemy|north-america|11
BM|Bermuda|north-america|65
BN|Brunei|asia|466
BO|Bolivia|south-america|12582
BQ|Caribbean Netherlands|north-america|31
BR|Brazil|south-america|212812
BS|Bahamas|north-america|403
BT|Bhutan|asia|797
BW|Botswana|africa|2562
BY|Belarus|europe|8998
BZ|Belize|north-america|423
CA|Canada|north-america|40127
CD|Democratic Republic of the Congo|africa|112832
CF|Central African Republic|africa|5513
CG|Republic of the Congo|africa|6484
CH|Switzerland|europe|8967
CI|Ivory Coast|africa|32712
CK|Cook Islands|oceania|13
CL|Chile|south-america|19860
CM|Cameroon|africa|29879
CN|China|asia|1416096
CO|Colombia|south-america|53426
CR|Costa Rica|north-america|5153
CU|Cuba|north-america|10937
CV|Cape Verde|africa|527
CW|Curaçao|north-america|185
CY|Cyprus|europe|1371
CZ|Czechia|europe|10609
DE|Germany|europe|84075
DJ|Djibouti|africa|1184
DK|Denmark|europe|6003
DM|Dominica|north-america|66
DO|Dominican Republic|north-america|11520
DZ|Algeria|africa|47435
EC|Ecuador|south-america|18290
EE|Estonia|europe|1344
EG|Egypt|africa|118366
EH|Western Sahara|africa|601
ER|Eritrea|africa|3607
ES|Spain|europe|47890
ET|Ethiopia|africa|135472
FI|Finland|europe|5623
FJ|Fiji|oceania|933
FK|Falkland Islands|south-america|3
FM|Micronesia|oceania|114
FO|Faroe Islands|europe|56
FR|France|europe|66651
GA|Gabon|africa|2593
GB|United Kingdom|europe|69551
GD|Grenada|north-america|117
GE|Georgia|asia|3807
GF|French Guiana|south-america|314
GG|Guernsey|europe|64
GH|Ghana|africa|35064
GI|Gibraltar|europe|40
GL|Greenland|north-america|56
GM|Gambia|africa|2822
GN|Guinea|africa|15100
GP|Guadeloupe|north-america|374
GQ|Equatorial Guinea|africa|1938
GR|Greece|europe|9939
GT|Guatemala|north-america|18688
GU|Guam|oceania|169
GW|Guinea-Bissau|africa|2250
GY|Guyana|south-america|836
HK|Hong Kong|asia|7396
HN|Honduras|north-america|11006
HR|Croatia|europe|3848
HT|Haiti|north-america|11906
HU|Hungary|europe|9632
ID|Indonesia|asia|285721
IE|Ireland|europe|5308
IL|Israel|middle-east|9517
IM|Isle of Man|europe|84
IN|India|asia|1463866
IQ|Iraq|middle-east|47021
IR|Iran|middle-east|92418
IS|Iceland|europe|398
IT|Italy|europe|59146
JE|Jersey|europe|104
JM|Jamaica|north-america|2837
JO|Jordan|middle-east|11521
JP|Japan|asia|123103
KE|Kenya|africa|57532
KG|Kyrgyzstan|asia|7295
KH|Cambodia|asia|17848
KI|Kiribati|oceania|136
KM|Comoros|africa|883
KN|Saint Kitts and Nevis|north-america|47
KP|North Korea|asia|26571
KR|South Korea|asia|51667
KW|Kuwait|middle-east|5026
KY|Cayman Islands|north-america|76
KZ|Kazakhstan|asia|20844
LA|Laos|asia|7873
LB|Lebanon|middle-east|5849
LC|Saint Lucia|north-america|180
LI|Liechtenstein|europe|40
LK|Sri Lanka|asia|23229
LR|Liberia|africa|5731
LS|Lesotho|africa|2363
LT|Lithuania|europe|2830
LU|Luxembourg|europe|680
LV|Latvia|europe|1854
LY|Libya|africa|7459
MA|Morocco|africa|38431
MC|Monaco|europe|38
MD|Moldova|europe|2996
ME|Montenegro|europe|633
MF|Saint Martin|north-america|25
MG|Madagascar|africa|32741
MH|Marshall Islands|oceania|36
MK|North Macedonia|europe|1814
ML|Mali|africa|25199
MM|Myanmar|asia|54851
MN|Mongolia|asia|3517
MO|Macao|asia|722
MP|Northern Mariana Islands|oceania|44
MQ|Martinique|north-america|340
MR|Mauritania|africa|5315
MS|Montserrat|north-america|4
MT|Malta|europe|545
MU|Mauritius|africa|1268
MV|Maldives|asia|530
MW|Malawi|africa|22216
MX|Mexico|north-america|131947
MY|Malaysia|asia|35978
MZ|Mozambique|africa|35632
NA|Namibia|africa|3093
NC|New Caledonia|oceania|295
NE|Niger|africa|27918
NG|Nigeria|africa|237528
NI|Nicaragua|north-america|7008
NL|Netherlands|europe|18347
NO|Norway|europe|5623
NP|Nepal|asia|29618
NR|Nauru|oceania|12
NU|Niue|oceania|2
NZ|New Zealand|oceania|5252
OM|Oman|middle-east|5495
PA|Panama|north-america|4571
PE|Peru|south-america|34577
PF|French Polynesia|oceania|282
PG|Papua New Guinea|oceania|10763
PH|Philippines|asia|116787
PK|Pakistan|asia|255220
PL|Poland|europe|38141
PM|Saint Pierre and Miquelon|north-america|6
PR|Puerto Rico|north-america|3235
PS|Palestine|middle-east|5590
PT|Portugal|europe|10412
PW|Palau|oceania|18
PY|Paraguay|south-america|7013
QA|Qatar|middle-east|3116
RE|Réunion|africa|882
RO|Romania|europe|18909
RS|Serbia|europe|6689
RU|Russia|europe|143997
RW|Rwanda|africa|14569
SA|Saudi Arabia|middle-east|34566
SB|Solomon Islands|oceania|839
SC|Seychelles|africa|133
SD|Sudan|africa|51662
SE|Sweden|europe|10657
SG|Singapore|asia|5871
SH|Saint Helena|africa|5
SI|Slovenia|europe|2117
SK|Slovakia|europe|5475
SL|Sierra Leone|africa|8820
SM|San Marino|europe|34
SN|Senegal|africa|18932
SO|Somalia|africa|19655
SR|Suriname|south-america|640
SS|South Sudan|africa|12189
ST|São Tomé and Príncipe|africa|240
SV|El Salvador|north-america|6366
SX|Sint Maarten|north-america|44
SY|Syria|middle-east|25620
SZ|Eswatini|africa|1256
TC|Turks and Caicos Islands|north-america|47
TD|Chad|africa|21004
TG|Togo|africa|9722
TH|Thailand|asia|71620
TJ|Tajikistan|asia|10787
TK|Tokelau|oceania|3
TL|Timor-Leste|asia|1419
TM|Turkmenistan|asia|7619
TN|Tunisia|africa|12349
TO|Tonga|oceania|104
TR|Turkey|middle-east|87685
TT|Trinidad and Tobago|north-america|1511
TV|Tuvalu|oceania|9
TW|Taiwan|asia|23113
TZ|Tanzania|africa|70546
UA|Ukraine|europe|38980
UG|Uganda|africa|51385
US|United States|north-america|347276
UY|Uruguay|south-america|3385
UZ|Uzbekistan|asia|37053
VA|Vatican City|europe|1
VC|Saint Vincent and Grenadines|north-america|100
VE|Venezuela|south-america|28517
VG|British Virgin Islands|north-america|40
VI|U.S. Virgin Islands|north-america|84
VN|Vietnam|asia|101599
VU|Vanuatu|oceania|335
WF|Wallis and Futuna|oceania|11
WS|Samoa|oceania|219
XK|Kosovo|europe|1674
YE|Yemen|middle-east|41774
YT|Mayotte|africa|337
ZA|South Africa|africa|64747
ZM|Zambia|africa|21914
ZW|Zimbabwe|africa|16951
`;

/** Every country that has people, by code. */
export const countryTable: readonly CountryRow[] = lines
  .trim()
  .split("\n")
  .map((line) => {
    const [code = "", name = "", worldRegion, thousands] = line.split("|");
    return {
      code,
      name,
      worldRegion: worldRegion as WorldRegion,
      people: Number(thousands) * 1_000,
    };
  });
