/** Said before, in a quarter of the sentences. */
export const OPENINGS = [
  'please',
  'please find',
  'find',
  'find me',
  'show me',
  'i want',
  'i would like',
  'i am looking for',
  'looking for',
  'can you find',
  'can you show me',
  'give me',
  'search for',
  'i need',
  'get me',
  'we need',
  'do you have',
  'is there',
  'could you find me',
  'help me find',
  'hello,',
  'hi,',
  'now',
  'ok',
  'just',
  'maybe',
  'i would love',
  'let us see',
  'suggest',
  'recommend',
  "i'd like",
  "i'm looking for",
  'got',
  'have you got',
  'could i have',
  'can i get',
  'how about',
  'what about',
  'let me see',
  'hey,',
  'and',
  'actually',
] as const;

/** Said after, in a fifth of the sentences. */
export const CLOSINGS = [
  'please',
  'thanks',
  'thank you',
  'for my sister',
  'for my mother',
  'for my friend',
  'as a gift',
  'for summer',
  'for school',
  'for my kid',
  'for work',
  'for the kitchen',
  'for the house',
  'today',
  'if you have it',
  'if possible',
  'that i can buy',
  'for sale',
  'in your shop',
  'for a birthday',
  'that is nice',
  '!',
  '?',
  '.',
  'for me',
  'for travel',
  'in the shop',
  'for the living room',
  'for christmas',
  'for a party',
  'if there is one',
  'for my wife',
  'for my husband',
  'for my daughter',
  'for my son',
] as const;

/** Put before a product's name now and then. */
export const PRAISE = [
  'nice',
  'cute',
  'beautiful',
  'cool',
  'new',
  'cheap',
  'pretty',
  'stylish',
  'modern',
  'fashionable',
  'good',
  'lovely',
  'elegant',
  'classic',
  'fancy',
  'small',
  'big',
  'large',
] as const;

/** Put anywhere now and then, so that a word without meaning for the catalogue changes nothing. */
export const FILLERS =
  'summer quickly wonderful amazing order shipping stock budget warehouse delivery collection catalogue customer favourite quality comfortable handmade premium organic limited edition seasonal trendy gorgeous adorable whatever basically actually really definitely kindly urgently preferably perhaps ideally somehow else roughly'.split(
    ' ',
  );

/** Everyday words that the vocabulary holds as a whole. */
export const EVERYDAY_WORDS =
  'the a an and or of to in on for with from by at is are be it this that these those my your our his her their one two three some any all more most very much like not no but so than then there here what which who how when where why do does did can could would should will may might must have has had get got make made take took see saw look looking want wanted need needed buy find found show shown give given use used good great small big little large long short old new young high low left right top bottom side front back up down under over inside outside near far first last next same different other another each every both many few thing things item items product products object colour color colours colors style styles pattern patterns texture theme themes print design motif art artwork fabric cloth cotton leather plastic metal glass paper wood stone animal fruit flower nature summer winter spring autumn home house kitchen room bedroom office school travel party gift present birthday wedding kid kids child children baby man men woman women girl boy mother father sister brother friend family dog cat bird fish tree grass sky sea sun moon rain snow water fire day night morning evening happy funny cute pretty lovely nice cool elegant modern classic vintage retro simple bright dark light soft warm cold prefer identical resembling bearing featuring wearing imagine transfer apply photograph share shared swap except chance coloured redo instead object version variant exactly similar prefer wish hope think know tell let try keep leave stay remove without add drop switch display matched matches match goes going along suit suits suitable fits fit'.split(
    ' ',
  );

/**
 * Words that say nothing about pictures. Without them, a word that happens to stand in one name only ("way", in "the
 * milky way") is taken for that name.
 */
export const FUNCTION_WORDS =
  'i me my we our you your he she it they them what which who this that these those am is are was were be been being have has had having do does did doing a an the and but if or because as until while of at by for with about against between into through during before after above below to from up down in out on off over under again further then once here there when where why how all any both each few more most other some such only own same so than too very can will should now way everything anything everyone kind sort bit lot else except also even still yet well really quite rather much many might could would may must let think know see go goes come comes put say says'.split(
    ' ',
  );
