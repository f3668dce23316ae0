export const backup = {
    title: '',
};
