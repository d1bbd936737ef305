import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Float, ID, Info, Int, Mutation, Query, Resolver, UseMiddleware } from 'type-graphql';
import { FilterInput, ImageInput, PartInput, RegionInput } from '../schema/inputs.js';
import { SearchGenerationEnum } from '../schema/enums.js';
import { SearchResult } from '../schema/search.js';
import type { SearchGeneration } from '../services/search/types.js';
import type { Search } from '../services/search/search.js';
import type { SavedSearch } from '../services/search/saved-search.js';
import type { RequestContext } from './context.js';
import { searchComplexity } from './complexity.js';
import { metadataFilter, searchPart, searchPicture } from './inputs.js';
import { selectsFields } from './selection.js';
import { timeLimited } from './time-limited.js';

/** Fields of SearchResult that look at all hits within the window. */
const WINDOW_FIELDS = ['hitCount', 'facets'];

@Resolver()
export class SearchResolver {
  constructor(private readonly service: Search) {}

  @Query(() => SearchResult, {
    nullable: true,
    description: 'Pictures that match a picture, an instruction, or both ("this picture, changed like that").',
    complexity: searchComplexity,
  })
  @UseMiddleware(timeLimited)
  search(
    @Ctx() { searches, uploads }: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('image', () => ImageInput, {
      nullable: true,
      description: 'The query picture. Alone, it finds pictures like it.',
    })
    image: ImageInput | null,
    @Arg('instruction', () => String, {
      nullable: true,
      description: 'What to change, add or look for. Alone, it searches by text.',
    })
    instruction: string | null,
    @Arg('region', () => RegionInput, { nullable: true, description: 'The part of the query picture that matters.' })
    region: RegionInput | null,
    @Arg('limit', () => Int, { defaultValue: 9, description: 'Hits, at most Limits.searchLimit.' }) limit: number,
    @Arg('filter', () => FilterInput, { nullable: true, description: 'Only pictures that it holds for.' })
    filter: FilterInput | null,
    @Arg('minScore', () => Float, {
      nullable: true,
      description: 'Drop hits below this cosine similarity, -1 to 1.',
    })
    minScore: number | null,
    @Arg('like', () => [PartInput], {
      nullable: true,
      description: 'Further pictures or words that hits should resemble too.',
    })
    like: PartInput[] | null,
    @Arg('unlike', () => [PartInput], {
      nullable: true,
      description: 'Pictures or words that hits should not resemble.',
    })
    unlike: PartInput[] | null,
    @Arg('exclude', () => [ID], { nullable: true, description: 'Pictures that are no hits.' })
    exclude: string[] | null,
    @Arg('includeQueryImage', () => Boolean, {
      defaultValue: false,
      description: "Whether the stored picture with the query's own bytes, however it was sent, may be a hit.",
    })
    includeQueryImage: boolean,
    @Arg('distinct', () => String, {
      nullable: true,
      description:
        "A metadata key: of the pictures that share a value of it (a product's photos), only the best is a hit. A picture without it, or with a list or an object there, is a hit of its own.",
    })
    distinct: string | null,
    @Arg('generation', () => SearchGenerationEnum, {
      defaultValue: SearchGenerationEnum.ACTIVE,
      description: 'Which model is asked, while one is being replaced by another.',
    })
    generation: SearchGeneration,
  ): Promise<SavedSearch> {
    return searches.load({
      ...{ limit, includeQueryImage, generation, wholeWindow: selectsFields(info, WINDOW_FIELDS) },
      ...(like && { like: like.map((part) => searchPart(part, uploads)) }),
      ...(unlike && { unlike: unlike.map((part) => searchPart(part, uploads)) }),
      ...(exclude && { exclude: exclude.map((id) => id.trim()) }),
      ...(typeof distinct === 'string' && { distinct }),
      ...(image && { image: searchPicture(image, uploads) }),
      ...(instruction && { instruction }),
      ...(region && { region: { ...region } }),
      ...(filter && { filter: metadataFilter(filter) }),
      ...(typeof minScore === 'number' && { minScore }),
    });
  }

  @Query(() => SearchResult, {
    nullable: true,
    description: 'An earlier search by its id: the same hits, nothing encoded again. Null once it has expired.',
    complexity: ({ childComplexity }) => 10 + childComplexity,
  })
  @UseMiddleware(timeLimited)
  searchResult(@Arg('id', () => ID, { description: 'SearchResult.id.' }) id: string): Promise<SavedSearch | null> {
    return this.service.earlier(id.trim());
  }
  @Mutation(() => Int, {
    description: 'Forgets searches, with the pictures and instructions that they were asked with. How many there were.',
  })
  @UseMiddleware(timeLimited)
  eraseSearches(
    @Arg('ids', () => [ID], { nullable: true, description: 'Left out: every search of everybody.' })
    ids: string[] | null,
  ): Promise<number> {
    return this.service.erase(ids?.map((id) => id.trim()));
  }
}
